using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Running;

/// <summary>The service does not let the client in: the trouble of its session and its credentials, not of the task, which waits until they are mended.</summary>
internal static class SessionTrouble
{
    public const string LoginFailed = "login_failed";

    public static TaskError Of(string message) => new(LoginFailed, message);
}
