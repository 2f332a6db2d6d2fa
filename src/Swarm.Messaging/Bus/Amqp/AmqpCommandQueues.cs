using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// Keeps the command queues read: when connection, channel or consumer is lost, for whatever reason, all are opened anew.
/// </summary>
internal sealed partial class AmqpCommandQueues(
    AmqpConnection connection, BusNames names, SwarmOptions options, CommandTaker taker, IEnumerable<ICommandSet> sets, TimeProvider time,
    ILogger<AmqpCommandQueues> log)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource stop = new();
    private readonly CommandQueue[] others = [.. sets.SelectMany(set => set.Queues)];
    private CommandListener? listener;
    private Task keeping = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        listener = await OpenAsync(cancellationToken).ConfigureAwait(false);
        keeping = KeepAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (listener is not { } last)
            return;

        // What is in hand is finished and answered; what then is not acknowledged goes back to the queue with the channel.
        await last.CancelAsync().ConfigureAwait(false);
        await taker.StopAsync(Patience, cancellationToken).ConfigureAwait(false);
        await last.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose() => stop.Dispose();

    private async Task KeepAsync()
    {
        while (true)
        {
            Lost(await listener!.Lost.WaitAsync(stop.Token).ConfigureAwait(false));
            await listener.DisposeAsync().ConfigureAwait(false);
            await Task.Delay(Pause, time, stop.Token).ConfigureAwait(false);
            listener = await OpenAsync(stop.Token).ConfigureAwait(false);
            Again();
        }
    }

    private async Task<CommandListener> OpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var broker = await connection.WaitAsync(cancellation).ConfigureAwait(false);
            var opening = new CommandListener(broker, taker);
            try
            {
                await opening.OpenAsync(names, options.QuorumQueues, others, cancellation).ConfigureAwait(false);
                return opening;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is RabbitMQClientException or IOException or OperationCanceledException)
            {
                NotOpened(e);
                await opening.DisposeAsync().ConfigureAwait(false);
                await Task.Delay(Pause * 4, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The command queues are no longer read: {Reason}. Opening them again; what was not acknowledged is delivered again")]
    private partial void Lost(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The command queues are read again")]
    private partial void Again();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The command queues could not be opened; trying again in 2 s")]
    private partial void NotOpened(Exception exception);
}
