namespace Swarm.Messaging.Cli.Bench;

/// <summary>One run, as people compare them.</summary>
internal sealed record BenchReport(
    string Scenario, string Mode, BenchMachine Machine, IReadOnlyDictionary<string, object> Settings, IReadOnlyList<BenchResult> Results);

/// <param name="Target">What it is to be, where that is laid down.</param>
internal sealed record BenchResult(string Name, double Value, string Unit, string? Target = null);

internal sealed record BenchMachine(int Cores, string Os, string Runtime, double MemoryGb)
{
    public static BenchMachine Here() => new(
        Environment.ProcessorCount,
        System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1));
}
