using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>What became of the begin of a recovery. A closed set.</summary>
internal abstract record RecoveryResult
{
    private RecoveryResult()
    {
    }

    /// <summary>It is recovering; its host's first heartbeat is waited for.</summary>
    /// <param name="At">By the store's clock: what the swarm went through before is over.</param>
    public sealed record Begun(RecoveryPlan Plan, DateTimeOffset At) : RecoveryResult;

    /// <summary>All places or hosts are taken: it waits for one.</summary>
    public sealed record Waits(string For) : RecoveryResult;

    /// <summary>It cannot be: there is nothing to recover from.</summary>
    public sealed record Failed(string Error) : RecoveryResult;

    /// <summary>There is nothing to recover: it is not interrupted.</summary>
    public sealed record Needless(string Why) : RecoveryResult;
}
