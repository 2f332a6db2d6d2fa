using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>
/// The one question at a time that a host asks: it is the heartbeat of all its swarms, and waits for what there is to tell. After an answer that was
/// lost it asks for everything again.
/// </summary>
/// <param name="say">Who asks, and for which swarms.</param>
/// <param name="hear">What came of it.</param>
internal sealed partial class HostPoll(
    SwarmCommands commands, SwarmHostOptions options, Func<SyncSwarmHost> say, Func<SyncSwarmHost, SwarmHostSynced, Task<bool>> hear, TimeProvider time, ILogger log)
{
    private const int Most = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long sequence;
    private bool again;
    private TimeSpan within = TimeSpan.MaxValue;

    /// <summary>There is something to say.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    /// <returns>Why this host is not heard any more.</returns>
    public async Task<CommandRejected> RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (asked, begun, isNews) = (Question(), time.GetTimestamp(), false);
            try
            {
                var result = await commands.SyncAsync(asked, cancellation).ConfigureAwait(false);
                if (result.Rejected is { Code: "host_taken" } taken)
                    return taken;
                if (result.Rejected is { } rejected)
                    NotTaken(options.HostId, rejected.Message);
                else
                    (again, within, isNews) = (false, Within(result.Answer!), await hear(asked, result.Answer!).ConfigureAwait(false));
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                again = true;
                NotHeard(options.HostId, e.Message);
            }

            // Who answers before there is anything to say has no time to wait, or cannot.
            var waited = TimeSpan.FromSeconds(asked.WaitSeconds!.Value);
            if (!isNews && time.GetElapsedTime(begun) < (waited < within ? waited : within))
                await RestAsync(cancellation).ConfigureAwait(false);
        }
    }

    private SyncSwarmHost Question()
    {
        var said = say();
        // A swarm that has enough in hand may soon have room.
        var wait = said.Skip is { Count: > 0 } ? Pause : options.Poll;
        return said with { Sequence = ++sequence, WaitSeconds = (int)Math.Ceiling(wait.TotalSeconds), MaxMessages = Most, Again = again ? true : null };
    }

    private static TimeSpan Within(SwarmHostSynced answer) => answer.SyncWithinMs > 0 ? TimeSpan.FromMilliseconds(answer.SyncWithinMs) : TimeSpan.MaxValue;

    private async Task RestAsync(CancellationToken cancellation)
    {
        using var pause = new CancellationTokenSource(Pause < within ? Pause : within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellation);
        try
        {
            await wakes.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarm host {HostId} was not answered; its swarms are interrupted 60 s after the last that was heard of them: {Error}")]
    private partial void NotHeard(string hostId, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The swarm host {HostId} was not understood: {Error}")]
    private partial void NotTaken(string hostId, string error);
}
