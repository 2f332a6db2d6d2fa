using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Routing;

/// <summary>
/// Tells outside listeners where code tasks went: <c>task_routed</c>, <c>fallback_routing</c>, <c>routing_error</c>. Off the way of the tasks: when more comes than can be told, the oldest is not told.
/// </summary>
internal sealed class RoutingNews : PeriodicService, ITaskEventObserver
{
    private const int Room = 10_000;
    private const int Most = 500;

    private readonly Channel<(string Type, object Fields)> news = Channel.CreateBounded<(string, object)>(
        new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Announcer announcer;

    public RoutingNews(Announcer announcer, SlotChooser chooser, TimeProvider time, ILogger<RoutingNews> log)
        : base(TimeSpan.FromMilliseconds(500), time, log)
    {
        this.announcer = announcer;
        chooser.FellBack += Add;
    }

    /// <summary>It waits for news: that nothing happens is no standstill.</summary>
    public override TimeSpan SinceProgress => news.Reader.Count == 0 ? TimeSpan.Zero : base.SinceProgress;

    public void Observe(IReadOnlyList<TaskEvent> events)
    {
        foreach (var e in events)
        {
            switch (e)
            {
                case TaskPlaced { Classification: { } classification } placed:
                    news.Writer.TryWrite(("task_routed", new
                    {
                        placed.TaskId, Success = true, placed.TargetId, placed.Attempt, Classification = classification, RoutingTime = placed.RoutingMs,
                    }));
                    break;
                case TaskParked { Kind: CodeRequirements.Kind, Reason: WaitReasons.NoCapacity } parked:
                    news.Writer.TryWrite(("routing_error", new { parked.TaskId, Success = false, Reason = "no_suitable_targets" }));
                    break;
            }
        }
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await news.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tells what has gathered.</summary>
    /// <returns>How many messages.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var told = 0;
        for (; told < Most && news.Reader.TryRead(out var one); told++)
            await announcer.TellAsync(ChannelNames.Routing, one.Type, one.Fields, cancellation).ConfigureAwait(false);
        return told;
    }

    private void Add(IReadOnlyList<PlaceRequest> requests, SlotChoice choice)
    {
        foreach (var (request, place) in requests.Zip(choice.Places))
        {
            if (place is PlaceResult.Placed placed && request.Requirements.Kind == CodeRequirements.Kind)
            {
                news.Writer.TryWrite(("fallback_routing", new
                {
                    request.Attempt.TaskId, placed.Lease.TargetId, Reason = "high_latency", RoutingTime = choice.Elapsed.TotalMilliseconds,
                }));
            }
        }
    }
}
