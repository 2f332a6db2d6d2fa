using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// What an attempt runs under: what its recovery order says, else its payload, else the host; a module's own limits bound them all. Pure.
/// </summary>
/// <param name="ClearMemory">The instance gives back what no guest holds before it begins.</param>
internal sealed record RunSettings(int MemoryLimitMb, TimeSpan Timeout, SandboxVariant Variant, bool ClearMemory)
{
    public static RunSettings Of(TaskExecution execution, CodeRun run, WasmOptions options)
    {
        var flags = execution.Recovery?.Flags ?? [];
        var memory = execution.Recovery?.MemoryLimitMb ?? run.Payload.MemoryLimitMb ?? options.MemoryLimitMb;
        if (flags.Contains(RecoveryFlags.LimitMemoryUsage))
            memory = Math.Min(memory, options.MemoryLimitMb);
        var timeout = execution.Recovery?.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms)
            : execution.Timeout > TimeSpan.Zero ? execution.Timeout : options.Timeout;
        return new RunSettings(
            Math.Min(Least(memory, run.Module.MemoryLimitMb), WasmOptions.LargestMemoryLimitMb), Least(timeout, run.Module.Timeout),
            VariantOf(flags), flags.Contains(RecoveryFlags.ReduceMemoryUsage));
    }

    /// <summary>The limit of the module itself that a failed execution came up against, as a sentence; null when there is none, or it had less.</summary>
    public string? Reached(ModuleManifest module, GuestOutcome.Failed failed) => failed switch
    {
        { ErrorType: GuestErrors.Timeout } when Timeout == module.Timeout =>
            FormattableString.Invariant($"The limit of the module {module.Name} itself is {Timeout.TotalMilliseconds:0} ms: no recovery gives it more."),
        // Whoever left its memory may find a sound instance; whoever filled it will not find a larger one.
        { ErrorType: GuestErrors.Memory, Trap: null or "Unreachable" } when MemoryLimitMb == module.MemoryLimitMb =>
            $"The limit of the module {module.Name} itself is {MemoryLimitMb} MB: no recovery gives it more.",
        _ => null,
    };

    // enableFastPath and optimizeLoops are what the default sandbox does: they only take the careful switches back.
    private static SandboxVariant VariantOf(IReadOnlyList<string> flags)
    {
        var variant = SandboxVariant.Default;
        if (flags.Contains(RecoveryFlags.EnableFastPath) || flags.Contains(RecoveryFlags.OptimizeLoops))
            return variant;
        if (flags.Contains(RecoveryFlags.SkipOptimizations))
            variant |= SandboxVariant.Plain;
        if (flags.Contains(RecoveryFlags.EnableBoundsChecking))
            variant |= SandboxVariant.Checked;
        if (flags.Contains(RecoveryFlags.UseInterpreter))
            variant |= SandboxVariant.Interpreted;
        if (flags.Contains(RecoveryFlags.EnableDebugMode))
            variant |= SandboxVariant.Debug;
        return variant;
    }

    private static T Least<T>(T asked, T? limit)
        where T : struct, IComparable<T> => limit is { } most && most.CompareTo(asked) < 0 ? most : asked;
}
