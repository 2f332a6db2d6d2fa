using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Client.Agents;

/// <summary>
/// Tells the system that the agent lives and which leases it holds, from a thread of its own: a busy thread pool must not make a live agent look
/// dead. Also registers it, at the start and whenever the system does not know it (any more).
/// </summary>
internal sealed partial class AgentHeartbeats(
    IAgentLink link, AgentAttempts attempts, AgentRunner runner, SwarmAgentOptions options, TimeProvider time, ILogger<AgentHeartbeats> log) : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim stopped = new();
    private readonly Reminder silence = new(time);
    private Thread? thread;
    private volatile AgentRegistered? registration;
    private bool isDrained;

    /// <summary>False until the system has answered, and when it has forgotten the agent.</summary>
    public bool IsRegistered => registration is not null;

    /// <summary>The system knows that the agent has stopped.</summary>
    public bool HasLeft { get; set; }

    /// <summary>What can be said when the agent has stopped.</summary>
    public string Farewell => HasLeft
        ? "Stopped. What had not begun went back."
        : "Stopped without signing off, since the system did not answer. What had not begun is placed elsewhere when its leases end; until it has been silent for a while the agent is listed as active.";

    public void Start()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "agent-heartbeats", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    public void Stop() => End();

    public void Dispose()
    {
        // What a thread still waits at is not taken from under it: that would end the process.
        if (End())
            stopped.Dispose();
    }

    public async Task RegisterAsync(CancellationToken cancellation)
    {
        registration = await link.RegisterAsync(options.Registration(), cancellation).ConfigureAwait(false);
        if (registration.LeaseMs > 0)
            attempts.Lease = TimeSpan.FromMilliseconds(registration.LeaseMs);
        await link.ListenAsync(registration, runner.Take, cancellation).ConfigureAwait(false);
        Registered(options.AgentId, link.Source(registration), registration.Slots ?? options.MaxCapacity);
        if (registration.Slots < options.MaxCapacity)
            GetsLess(options.AgentId, options.MaxCapacity, registration.Slots.Value);
    }

    /// <summary>One heartbeat.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        if (registration is null)
            await RegisterAsync(cancellation).ConfigureAwait(false);
        var asked = attempts.Now;
        var beat = new AgentHeartbeat { AgentId = options.AgentId, Instance = options.Instance, Tokens = attempts.Tokens() };
        var answer = await link.RenewAsync(options.Standing?.Invoke(beat) ?? beat, cancellation).ConfigureAwait(false);
        if (!answer.Known)
        {
            registration = null;
            await RegisterAsync(cancellation).ConfigureAwait(false);
            return;
        }

        foreach (var token in answer.Gone)
            attempts.Revoke(token);
        attempts.Renewed(beat.Tokens, asked);
        if (answer.Draining != isDrained)
        {
            isDrained = answer.Draining;
            if (isDrained)
                runner.Leave("the agent is drained");
            else
                runner.Stay();
        }
    }

    /// <returns>True when the thread has ended.</returns>
    private bool End()
    {
        if (!stopped.IsSet)
            stopped.Set();
        return thread?.Join(options.Timeout) != false;
    }

    private void Run()
    {
        while (!stopped.Wait(registration is null ? Soon : options.Heartbeat ?? (registration is { HeartbeatMs: > 0 } r ? TimeSpan.FromMilliseconds(r.HeartbeatMs) : Usual)))
        {
            try
            {
                RunOnceAsync(CancellationToken.None).GetAwaiter().GetResult();
                silence.Over();
            }
            catch (Exception e)
            {
                if (silence.IsDue())
                    NotHeard(options.AgentId, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} is registered: it takes work from {Source}, {Capacity} at a time")]
    private partial void Registered(string agentId, string source, int capacity);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Agent {AgentId} offers {Capacity} tasks at a time and gets {Slots}: a task of the kind ghl adds to its workload (Agents:WorkloadStep of the host, 0.2), and from a workload of 0.9 on (Agents:WorkloadLimit) it gets no more. A smaller step lets it have more")]
    private partial void GetsLess(string agentId, int capacity, int slots);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat of agent {AgentId} was not answered; its leases end 15 s after the last that was. It goes on trying, and says so again in a minute: {Error}")]
    private partial void NotHeard(string agentId, string error);
}
