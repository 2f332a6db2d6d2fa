using System.Diagnostics;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Workers;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>The same tiny tasks through everything: command, saga, placement, target, worker process, report, event.</summary>
internal sealed class WorkersChainBench(BenchSettings settings, Action<string> say, int size, byte[] payload)
{
    private readonly CompletionWatch watch = new();

    /// <returns>Tasks per second in the last pass.</returns>
    public async Task<double> RunAsync(CancellationToken cancellation)
    {
        await using var host = await BenchHost.StartAsync(settings, cancellation, services => services.Configure<WorkersOptions>(o =>
            (o.PoolSize, o.MinWorkers, o.MaxWorkers, o.Start, o.AutoScale) = (size, 1, size, PoolStart.Host, false))).ConfigureAwait(false);
        var bus = host.Services.GetRequiredService<IBus>();
        var many = await bus.GetSendEndpoint(new Uri("exchange:" + host.Services.GetRequiredService<BusNames>().SubmitTasks)).ConfigureAwait(false);
        var listener = bus.ConnectReceiveEndpoint(new TemporaryEndpointDefinition("bench"), DefaultEndpointNameFormatter.Instance, e => e.Instance(watch));
        await listener.Ready.ConfigureAwait(false);
        var rate = 0.0;
        for (var pass = 1; pass <= settings.Passes; pass++)
        {
            var begun = Stopwatch.GetTimestamp();
            await PassAsync(many, $"chain{pass}", cancellation).ConfigureAwait(false);
            rate = settings.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            say($"chain pass {pass}: {rate:0} tasks/s");
            if (watch.Forget(_ => 1) is > 0 and var doubled)
                throw new BenchWrongException($"{doubled} tasks were executed more often than they should be.");
        }

        await listener.StopAsync(cancellation).ConfigureAwait(false);
        return rate;
    }

    private async Task PassAsync(ISendEndpoint many, string pass, CancellationToken cancellation)
    {
        using var window = new SemaphoreSlim(settings.Outstanding);
        var json = System.Text.Json.JsonElement.Parse(payload);
        var ends = new List<Task>(settings.Count);
        for (var sent = 0; sent < settings.Count; sent += settings.Bulk)
        {
            var batch = new List<SubmitTask>(settings.Bulk);
            for (var i = sent; i < Math.Min(settings.Count, sent + settings.Bulk); i++)
            {
                await window.WaitAsync(cancellation).ConfigureAwait(false);
                var task = new SubmitTask { TaskId = $"{pass}-{i}", Client = "bench", Kind = "process", Operation = "echo", Payload = json };
                batch.Add(task);
                ends.Add(EndAsync(task.TaskId, window));
            }

            await many.Send(new SubmitTasks { Tasks = batch }, cancellation).ConfigureAwait(false);
        }

        await Task.WhenAll(ends).WaitAsync(TimeSpan.FromMinutes(5), cancellation).ConfigureAwait(false);
    }

    private async Task EndAsync(string taskId, SemaphoreSlim window)
    {
        await watch.Expect(taskId).ConfigureAwait(false);
        window.Release();
    }
}
