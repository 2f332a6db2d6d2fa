using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Tells which messages were handled, at once and beside the question that waits for new ones; what gathers meanwhile goes together. Told until it was heard.</summary>
internal sealed partial class HostAcknowledgements(
    SwarmCommands commands, Func<SyncSwarmHost> say, Action<IReadOnlyList<AcknowledgedMessage>> settled, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(AcknowledgedMessage Message, int Failures)> handled = Channel.CreateUnbounded<(AcknowledgedMessage, int)>(new() { SingleReader = true });
    private readonly Lock gate = new();
    private int unsettled;
    private TaskCompletionSource heard = Heard();

    public void Add(AcknowledgedMessage message, int failures)
    {
        lock (gate)
        {
            if (unsettled++ == 0)
                heard = Heard();
        }

        handled.Writer.TryWrite((message, failures));
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await handled.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            var (some, failures) = (new List<AcknowledgedMessage>(), 0);
            while (some.Count < SyncSwarmHost.MostMessages && handled.Reader.TryRead(out var one))
            {
                some.Add(one.Message);
                failures += one.Failures;
            }

            await TellAsync(say() with { Acknowledged = some, Failures = failures, MaxMessages = 0 }, cancellation).ConfigureAwait(false);
            settled(some);
            lock (gate)
            {
                if ((unsettled -= some.Count) == 0)
                    heard.TrySetResult();
            }
        }
    }

    /// <summary>Ends when all that was said so far was heard, or the time is over.</summary>
    public async Task FlushAsync(TimeSpan atMost)
    {
        Task all;
        lock (gate)
            all = unsettled == 0 ? Task.CompletedTask : heard.Task;
        using var enough = new CancellationTokenSource(atMost, time);
        await all.WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource Heard() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task TellAsync(SyncSwarmHost said, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if ((await commands.SyncAsync(said, cancellation).ConfigureAwait(false)).Rejected is { } rejected)
                    NotTaken(said.HostId!, said.Acknowledged!.Count, rejected.Message);
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                NotTold(said.HostId!, said.Acknowledged!.Count, e.Message);
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarm host {HostId} could not tell that {Count} messages were handled and tries again: {Error}")]
    private partial void NotTold(string hostId, int count, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That {Count} messages of the swarm host {HostId} were handled is not taken; whoever has its swarms gets them: {Error}")]
    private partial void NotTaken(string hostId, int count, string error);
}
