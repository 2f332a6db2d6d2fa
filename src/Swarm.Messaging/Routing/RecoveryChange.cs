using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Routing;

/// <summary>What a recovery order changes for the next execution, old and new value, in the words of timeline and log. Pure.</summary>
internal static class RecoveryChange
{
    /// <summary>What the execution that failed ran under.</summary>
    public static RecoverySettings Before(TaskCourse course)
    {
        var settings = new RecoverySettings { MemoryLimitMb = course.MemoryLimitMb, TimeoutMs = course.WasmTimeoutMs };
        return course.Recovery is { } last ? settings.After(last) : settings;
    }

    /// <returns>e.g. <c>128 -> 192 MB, 30 -> 45 s, +optimizeLoops</c>; empty when nothing changes.</returns>
    public static string Words(RecoverySettings before, RecoveryOrder order)
    {
        var after = before.After(order);
        var words = new List<string>();
        if (after.MemoryLimitMb != before.MemoryLimitMb)
            words.Add($"{before.MemoryLimitMb} -> {after.MemoryLimitMb} MB");
        if (after.TimeoutMs != before.TimeoutMs)
            words.Add(FormattableString.Invariant($"{before.TimeoutMs / 1e3} -> {after.TimeoutMs / 1e3} s"));
        words.AddRange(after.Flags.Except(before.Flags).Select(flag => $"+{flag}"));
        words.AddRange(before.Flags.Except(after.Flags).Select(flag => $"-{flag}"));
        return string.Join(", ", words);
    }
}
