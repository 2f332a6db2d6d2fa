using System.Diagnostics;
using Swarm.Messaging.Worker;
using Swarm.Messaging.Worker.Shipped;

namespace Swarm.Messaging.Cli.Worker;

/// <summary>
/// The worker process that a pool starts unless it is told of another. Beside what it ships for work, <c>echo</c> returns its payload and
/// <c>clock</c> the monotonic time at which it began: first steps and benchmarks of the pool itself.
/// </summary>
internal static class ShippedWorker
{
    public static int Run()
    {
        var analysis = new AnalysisHandler();
        return SwarmWorker.Create()
            .HandleShipped(CommandList.FromEnvironment())
            .Handle("analysis", analysis.RunAsync)
            .Handle("echo", static (task, _) => Task.FromResult<object?>(task.Payload))
            .Handle("clock", static (_, _) => Task.FromResult<object?>(Stopwatch.GetTimestamp()))
            .Run();
    }
}
