using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>The one configuration of the engine, and its fingerprint: compiled modules fit only the settings they were compiled with.</summary>
internal static class SandboxConfig
{
    public const int StackBytes = 1024 * 1024;
    public const int MostTableElements = 20_000;

    private const string Settings = "epoch;pooling;stack=1MiB;speed;nothreads;v1";

    /// <summary>Part of the file name of compiled modules.</summary>
    public static string Fingerprint(SandboxVariant variant) =>
        $"{WasmtimeVersion()}-{Hash($"{Settings};{(int)variant};{RuntimeInformation.RuntimeIdentifier}")}";

    public static Engine CreateEngine(int mostRunning, SandboxVariant variant)
    {
        var slots = (uint)mostRunning;
        using var pool = new PoolingAllocationConfig()
            .WithMaxCoreInstances(slots)
            .WithMaxMemories(slots)
            .WithMaxTables(slots * 4)
            .WithMaxTablesPerModule(4)
            .WithMaxMemoriesPerModule(1)
            .WithMaxMemorySize((nuint)WasmOptions.LargestMemoryLimitMb * 1024 * 1024)
            .WithMaxTableElements(MostTableElements)
            // Resident pages would have to be wiped at each start: measured seven times slower than giving them back.
            .WithLinearMemoryKeepResidentBytes(0)
            .WithTableKeepResidentBytes(0);
        var config = new Config()
            .WithEpochInterruption(true)
            .WithPoolingAllocationStrategy(pool)
            .WithMaximumStackSize(StackBytes)
            .WithOptimizationLevel(variant.HasFlag(SandboxVariant.Plain) ? OptimizationLevel.None : OptimizationLevel.Speed)
            // Debug information is made for machine code only: asked for with the interpreter, nothing compiles.
            .WithDebugInfo(variant.HasFlag(SandboxVariant.Debug) && !variant.HasFlag(SandboxVariant.Interpreted))
            .WithWasmThreads(false);
        if (variant.HasFlag(SandboxVariant.Checked))
            config.WithSignalsBasedTraps(false);
        if (variant.HasFlag(SandboxVariant.Interpreted))
            config.WithInterpreter();
        return new Engine(config);
    }

    private static string WasmtimeVersion() =>
        typeof(Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? typeof(Engine).Assembly.GetName().Version!.ToString();

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
