using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>An agent's way to the system: over the bus or over HTTP, with the same meaning. A transient <see cref="SwarmClientException"/> means that the system did not answer.</summary>
internal interface IAgentLink : IAsyncDisposable
{
    /// <exception cref="SwarmClientException">Not transient: the registration was refused, with the reasons.</exception>
    Task<AgentRegistered> RegisterAsync(RegisterAgent agent, CancellationToken cancellation);

    /// <summary>Work arrives from now on, until disposed. Again: nothing, if it arrives already.</summary>
    Task ListenAsync(AgentRegistered registration, Action<ExecuteTasks> take, CancellationToken cancellation);

    /// <summary>Where work comes from, for people.</summary>
    string Source(AgentRegistered registration);

    Task<AgentRenewed> RenewAsync(AgentHeartbeat heartbeat, CancellationToken cancellation);

    Task<AttemptsStarted> StartAsync(StartAttempts attempts, CancellationToken cancellation);

    /// <summary>Returns when the reports are in safe hands.</summary>
    Task ReportAsync(TaskReports reports, CancellationToken cancellation);

    Task DrainAsync(DrainAgent agent, CancellationToken cancellation);

    Task LeaveAsync(DeregisterAgent agent, CancellationToken cancellation);
}
