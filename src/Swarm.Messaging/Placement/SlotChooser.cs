using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Placement;

/// <summary>
/// Takes slots for new work within a time. A choice that takes longer is asked for a second time, by another connection and the simplest
/// strategy, and whichever answers first counts. Both ask for the same attempts, so they cannot get two slots. One carrier at a time may
/// ask twice: a store that is slow for all is not helped by twice the work.
/// </summary>
internal sealed partial class SlotChooser(
    IPlacementStore placement, FallbackPlacement fallback, IOptionsMonitor<PlacementOptions> options, TimeProvider time, ILogger<SlotChooser> log)
{
    private int asking;

    /// <summary>Told of each choice that the fallback made.</summary>
    public event Action<IReadOnlyList<PlaceRequest>, SlotChoice>? FellBack;

    public async Task<SlotChoice> ChooseAsync(IReadOnlyList<PlaceRequest> requests, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var first = placement.TryPlaceAsync(requests, cancellation);
        if (await IsInTimeAsync(first, cancellation).ConfigureAwait(false) || Interlocked.Exchange(ref asking, 1) == 1)
            return new SlotChoice(await first.ConfigureAwait(false), time.GetElapsedTime(started), false);
        try
        {
            var choice = await AskAgainAsync(first, requests, started, cancellation).ConfigureAwait(false);
            if (choice.FellBack)
                FellBack?.Invoke(requests, choice);
            return choice;
        }
        finally
        {
            Volatile.Write(ref asking, 0);
        }
    }

    private async Task<SlotChoice> AskAgainAsync(
        Task<IReadOnlyList<PlaceResult>> first, IReadOnlyList<PlaceRequest> requests, long started, CancellationToken cancellation)
    {
        var second = fallback.Placement.TryPlaceAsync(requests, cancellation);
        var answer = await Task.WhenAny(first, second).ConfigureAwait(false);
        var other = answer == first ? second : first;
        // A failed or refused answer may be put right by the other one; a refusal stores nothing, so both can differ.
        if (!answer.IsCompletedSuccessfully || answer.Result.Any(IsRefusal))
            (answer, other) = (other, answer);
        var places = await answer.ConfigureAwait(false);
        Forget(other);
        var choice = new SlotChoice(places, time.GetElapsedTime(started), answer == second);
        Late(requests.Count, choice.Elapsed.TotalMilliseconds, choice.FellBack);
        return choice;
    }

    private async Task<bool> IsInTimeAsync(Task choice, CancellationToken cancellation)
    {
        if (choice.IsCompleted)
            return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var late = Task.Delay(options.CurrentValue.MaxChoiceTime, time, limit.Token);
        var isFirst = await Task.WhenAny(choice, late).ConfigureAwait(false) == choice;
        await limit.CancelAsync().ConfigureAwait(false);
        return isFirst || cancellation.IsCancellationRequested;
    }

    private static bool IsRefusal(PlaceResult place) => place is PlaceResult.BacklogFull or PlaceResult.TooManyClasses;

    private static void Forget(Task late) =>
        late.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Information, Message = "The choice of targets for {Count} tasks was late, after {ElapsedMs:0} ms; by the fallback: {FellBack}")]
    private partial void Late(int count, double elapsedMs, bool fellBack);
}
