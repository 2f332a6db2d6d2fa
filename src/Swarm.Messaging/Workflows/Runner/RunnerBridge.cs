using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>
/// What happens to workers and circuit breakers, as single plain messages on the topic exchange. Told and not stored: while the broker is away
/// the newest wait, the oldest are lost.
/// </summary>
internal sealed partial class RunnerBridge(
    AmqpPublisher publisher, BusNames names, SwarmOptions options, HostIdentity host, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RunnerBridge> log)
    : BackgroundService, IRunnerListener
{
    private const int Buffer = 1_000;
    private const int Together = 100;

    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Channel<PlainMessage> waiting = Channel.CreateBounded<PlainMessage>(
        new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private bool IsOn => options is { Broker: not null, EventBridge: true };

    public void Happened(RunnerEvent happened)
    {
        if (IsOn && Of(happened, host.HostId) is { } message)
            waiting.Writer.TryWrite(Plain(happened.Type, message));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } running)
            await Task.WhenAny(running, Task.Delay(LastWords, time, cancellationToken)).ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
            return;
        // By then the exchange is there.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var when = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        var batch = new List<PlainMessage>();
        while (await waiting.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
        {
            while (batch.Count < Together && waiting.Reader.TryRead(out var next))
                batch.Add(next);
            while (batch.Count > 0)
            {
                try
                {
                    await publisher.PublishAsync(batch, stoppingToken).ConfigureAwait(false);
                    batch.Clear();
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    NotTold(batch.Count, e.Message);
                    await Task.Delay(BeforeNextTry, time, stoppingToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <returns>Null: nobody outside is told of it.</returns>
    internal static object? Of(RunnerEvent e, string hostId) => e.Type switch
    {
        RunnerEvents.WorkerStarted or RunnerEvents.WorkerStopped or RunnerEvents.WorkerCrashed or RunnerEvents.ScaleUp or RunnerEvents.ScaleDown => new NodeWorkersChanged
        {
            Event = e.Type, HostId = hostId, At = e.At, WorkerId = e.WorkerId, Workers = e.Workers ?? 0, Reason = e.Reason,
        },
        RunnerEvents.BreakerOpened or RunnerEvents.BreakerHalfOpen or RunnerEvents.BreakerClosed or RunnerEvents.BreakerReopened or RunnerEvents.BreakerReset => new NodeBreakerChanged
        {
            Event = e.Type, HostId = hostId, At = e.At, Key = e.Breaker ?? "", Reason = e.Reason,
        },
        _ => null,
    };

    /// <summary>A host's name may have dots, a word of a key has none.</summary>
    private PlainMessage Plain(string type, object message) => new(
        names.Events,
        $"runner.{type}.{host.HostId.Replace('.', '-')}",
        JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), WireJson.Options),
        new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = Guid.NewGuid().ToString("N"), Type = message.GetType().Name });

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} events of the runner could not be told, and are tried again: {Error}")]
    private partial void NotTold(int count, string error);
}
