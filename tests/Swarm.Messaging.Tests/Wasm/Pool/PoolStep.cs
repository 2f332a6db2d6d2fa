namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <param name="Number">Which one, how much, or of which rank: taken modulo what there is.</param>
internal sealed record PoolStep(PoolStepKind Kind, int Number);

internal enum PoolStepKind
{
    Acquire,
    Release,

    /// <summary>A guest fails: its slot comes back as failed and its instance is restarted.</summary>
    Trap,

    /// <summary>Somebody who waits no longer wants to.</summary>
    GiveUp,

    /// <summary>A look at utilisation.</summary>
    Look,

    /// <summary>A look at health: stuck tasks and probes.</summary>
    Health,

    /// <summary>Time passes.</summary>
    Pass,
    Restart,
    Replace,

    /// <summary>Other limits.</summary>
    Limits,
}
