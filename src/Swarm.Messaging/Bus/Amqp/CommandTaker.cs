using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// Takes commands off their queues. Whatever somebody writes gets an answer and leaves the queue; a message is acknowledged when its
/// command is committed or refused, never before. A store out of reach is waited for; a command that makes us throw is refused in the end.
/// </summary>
internal sealed partial class CommandTaker(
    CommandIntake intake, RejectedInputLog rejected, ReplyChannel replies, ISagaStore store, TimeProvider time, ILogger<CommandTaker> log) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource stop = new();
    private int inHand;

    public void Take(CommandDelivery delivery)
    {
        Interlocked.Increment(ref inHand);
        _ = TakeAsync(delivery);
    }

    /// <summary>Lets what is in hand end, for so long at most.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (Volatile.Read(ref inHand) > 0 && time.GetElapsedTime(since) < patience && !cancellation.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stop.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose() => stop.Dispose();

    private async Task TakeAsync(CommandDelivery delivery)
    {
        try
        {
            // The connection's own reader must not wait for our work.
            await Task.Yield();
            var pause = TimeSpan.FromMilliseconds(200);
            for (var attempt = 1; delivery.Channel.IsOpen && !await TryAsync(delivery, attempt, pause).ConfigureAwait(false); attempt++)
            {
                await Task.Delay(pause, time, stop.Token).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Not acknowledged: it goes back to its queue.
        }
        finally
        {
            Interlocked.Decrement(ref inHand);
        }
    }

    /// <returns>False: try again later.</returns>
    private async Task<bool> TryAsync(CommandDelivery delivery, int attempt, TimeSpan pause)
    {
        try
        {
            var origin = delivery.Reply.Complete(delivery.Body);
            var answer = await AnswerAsync(delivery, origin, attempt).ConfigureAwait(false);
            if (origin.ReplyTo is { } replyTo)
                await replies.SendAsync(replyTo, answer, stop.Token).ConfigureAwait(false);
            await delivery.Channel.BasicAckAsync(delivery.Tag, multiple: false).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // With a broken channel this ends: the broker delivers it again, and the same items are known by their ids.
            if (!delivery.Channel.IsOpen || e is AlreadyClosedException)
                return !delivery.Channel.IsOpen;
            Waiting(delivery.Command, pause, e);
            return false;
        }
    }

    private async Task<object> AnswerAsync(CommandDelivery delivery, CommandOrigin origin, int attempt)
    {
        try
        {
            return await intake.HandleAsync(delivery.Command, delivery.Body, origin, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (CommandPatience.IsOver(attempt, e, store))
        {
            Gave(delivery.Command, attempt, e);
            var refusal = new CommandRejected
            {
                Command = delivery.Command,
                Code = "internal",
                Message = $"{delivery.Command} was tried {attempt} times and failed each time within the system ({e.GetType().Name}): this is a defect, see the host's log.",
            };
            await rejected.AddAsync(refusal, delivery.Body, origin, stop.Token).ConfigureAwait(false);
            return refusal;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} could not be handled yet; it stays on its queue and is tried again in {Pause}")]
    private partial void Waiting(string command, TimeSpan pause, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Command} failed {Attempts} times and is refused")]
    private partial void Gave(string command, int attempts, Exception exception);
}
