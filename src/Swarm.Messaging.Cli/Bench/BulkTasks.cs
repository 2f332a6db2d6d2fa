using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Tasks that do nothing, many in a command, a bounded number under way; their ends are heard of by the bus.</summary>
internal sealed class BulkTasks(ISendEndpoint many, CompletionWatch watch, int outstanding, int bulk)
{
    private static readonly System.Text.Json.JsonElement Payload =
        System.Text.Json.JsonElement.Parse("""{ "note": "a payload of about one hundred bytes, as small commands have it in practice" }""");

    /// <summary>The rate of a host by itself, in tasks per second: the last of some passes.</summary>
    public static async Task<double> RateAsync(BenchHost host, BenchSettings settings, CancellationToken cancellation)
    {
        var bus = host.Services.GetRequiredService<IBus>();
        var watch = new CompletionWatch();
        var listener = bus.ConnectReceiveEndpoint(
            new TemporaryEndpointDefinition("bench-bulk"), DefaultEndpointNameFormatter.Instance, e => e.Instance(watch));
        await listener.Ready.ConfigureAwait(false);
        var many = await bus.GetSendEndpoint(new Uri("exchange:" + host.Services.GetRequiredService<BusNames>().SubmitTasks)).ConfigureAwait(false);
        var tasks = new BulkTasks(many, watch, settings.Outstanding, settings.Bulk);
        var rate = 0.0;
        for (var pass = 0; pass < settings.Passes; pass++)
        {
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            await tasks.RunAsync($"bulk{Guid.NewGuid().ToString("N")[..6]}", settings.Count, cancellation).ConfigureAwait(false);
            rate = settings.Count / System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (watch.Forget(_ => 1) is > 0 and var doubled)
                throw new BenchWrongException($"{doubled} tasks were executed more often than once.");
        }

        await listener.StopAsync(cancellation).ConfigureAwait(false);
        return rate;
    }

    public async Task RunAsync(string pass, int count, CancellationToken cancellation)
    {
        using var window = new SemaphoreSlim(outstanding);
        var ends = new List<Task>(count);
        for (var sent = 0; sent < count; sent += bulk)
        {
            var batch = new List<SubmitTask>(bulk);
            for (var i = sent; i < Math.Min(count, sent + bulk); i++)
            {
                await window.WaitAsync(cancellation).ConfigureAwait(false);
                batch.Add(new SubmitTask { TaskId = $"{pass}-{i}", Client = "bench", Kind = "basic", Operation = "noop", Payload = Payload });
                ends.Add(EndAsync(batch[^1].TaskId!, window));
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
