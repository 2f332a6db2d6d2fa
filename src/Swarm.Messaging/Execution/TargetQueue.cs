using System.Threading.Channels;

namespace Swarm.Messaging.Execution;

/// <summary>Attempts that a target holds and has not begun: lowest rank first, then as they came.</summary>
internal sealed class TargetQueue
{
    private readonly Channel<Place> places = Channel.CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<Place> { Comparer = Place.Order });
    private long sequence;

    public int Count => places.Reader.Count;

    public void Add(HeldAttempt attempt) => places.Writer.TryWrite(new(attempt, Interlocked.Increment(ref sequence)));

    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => places.Reader.WaitToReadAsync(cancellation);

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HeldAttempt? attempt)
    {
        var any = places.Reader.TryRead(out var place);
        attempt = any ? place.Attempt : null;
        return any;
    }

    private readonly record struct Place(HeldAttempt Attempt, long Sequence)
    {
        public static IComparer<Place> Order { get; } = Comparer<Place>.Create((a, b) =>
            (a.Attempt.Task.Rank, a.Sequence).CompareTo((b.Attempt.Task.Rank, b.Sequence)));
    }
}
