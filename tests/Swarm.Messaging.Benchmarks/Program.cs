using BenchmarkDotNet.Running;
using Swarm.Messaging.Cli.Bench;

namespace Swarm.Messaging.Benchmarks;

internal static class Entry
{
    private static async Task Main(string[] args)
    {
        if (args is ["tasks", ..])
        {
            var settings = new BenchSettings
            {
                StartServices = args.Contains("real"),
                Log = !args.Contains("nolog"),
                EventBridge = args.Contains("bridge"),
                Passes = args.Contains("short") ? 3 : 5,
            };
            var report = await new TasksBench(settings, Console.WriteLine).RunAsync(CancellationToken.None);
            foreach (var result in report.Results)
                Console.WriteLine($"{result.Name,-28} {result.Value,12} {result.Unit}");
            return;
        }

        BenchmarkSwitcher.FromAssembly(typeof(Entry).Assembly).Run(args);
    }
}
