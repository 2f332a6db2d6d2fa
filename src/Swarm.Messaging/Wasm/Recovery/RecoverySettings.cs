using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What one execution runs under. A recovery attempt starts from the settings of the execution that failed.</summary>
public sealed record RecoverySettings
{
    public const int DefaultMemoryLimitMb = 128;
    public const long DefaultTimeoutMs = 30_000;

    /// <summary>What a host's sandbox is built for; more cannot be given.</summary>
    public const int LargestMemoryLimitMb = 1024;

    /// <summary>Linear memory in MB. Default 128.</summary>
    public int MemoryLimitMb { get; init; } = DefaultMemoryLimitMb;

    /// <summary>From the start of the execution. Default 30,000.</summary>
    public long TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>Those of <see cref="RecoveryFlags"/> that are on, each once.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public RecoverySettings With(params ReadOnlySpan<string> flags)
    {
        var all = new List<string>(Flags);
        foreach (var flag in flags)
        {
            if (!all.Contains(flag))
                all.Add(flag);
        }

        return this with { Flags = all };
    }

    public RecoverySettings Without(params ReadOnlySpan<string> flags)
    {
        var left = new List<string>(Flags);
        foreach (var flag in flags)
            left.Remove(flag);
        return this with { Flags = left };
    }

    /// <summary>The settings that the execution under this order had.</summary>
    public RecoverySettings After(RecoveryOrder order) => new()
    {
        MemoryLimitMb = order.MemoryLimitMb ?? MemoryLimitMb, TimeoutMs = order.TimeoutMs ?? TimeoutMs, Flags = order.Flags,
    };
}
