using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Running;

/// <summary>The service does not let the client in: the trouble of its session and its credentials, not of the task, which waits until they are mended.</summary>
internal static class SessionTrouble
{
    public const string LoginFailed = "login_failed";

    public static TaskError Of(string message) => new(LoginFailed, message);

    /// <summary>Of many in one task none was begun, for the same reason: then it is the task's own end, and the system knows of it.</summary>
    public static AgentResult? OfAll(IReadOnlyList<AgentResult> ends) =>
        ends.All(e => e is AgentResult.Failed { Error: { Type: LoginFailed, Retryable: true } }) ? ends[0] : null;
}
