using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement.Flow;

/// <summary>Limits and pauses under the tag of placement; flow.lua has the keys.</summary>
internal sealed class RedisFlowStore(IConnectionMultiplexer connection, RedisKeys keys, StoreClock clock, IOptionsMonitor<PlacementOptions> options) : IFlowStore
{
    private readonly RedisKey[] root = [keys.Placement];

    public async Task<PlacementNews> SetLimitAsync(FlowLimit limit, CancellationToken cancellation) => PlacementReplies.News(
        await RunAsync(PlacementFunctions.SetLimit, NewCall().Add(PlacementTexts.FlowKey(limit.Key, nameof(limit)), FlowJson.Write(limit)), cancellation)
            .ConfigureAwait(false));

    public async Task<PlacementNews> RemoveLimitAsync(string key, CancellationToken cancellation) =>
        PlacementReplies.News(await RunAsync(PlacementFunctions.SetLimit, NewCall().Add(key, ""), cancellation).ConfigureAwait(false));

    public Task<FlowChanged> PauseAsync(FlowPause pause, CancellationToken cancellation) =>
        PauseAsync(PlacementTexts.FlowKey(pause.Key, nameof(pause)), FlowJson.Write(pause), cancellation);

    public Task<FlowChanged> ResumeAsync(string key, CancellationToken cancellation) => PauseAsync(key, "", cancellation);

    public async Task<PlacementNews> TellAsync(FlowFeedback feedback, CancellationToken cancellation) => PlacementReplies.News(await RunAsync(
        PlacementFunctions.Feedback,
        NewCall().Add(
            PlacementTexts.FlowKey(feedback.Key, nameof(feedback)),
            feedback.Limit ?? 0,
            (long)(feedback.Interval?.TotalMilliseconds ?? 0),
            feedback.Remaining ?? -1,
            feedback.DailyLimit ?? 0,
            feedback.DailyRemaining ?? -1,
            (long)Math.Ceiling(feedback.RetryAfter?.TotalMilliseconds ?? 0)),
        cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<FlowReport>> ListAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var now = DateTimeOffset.FromUnixTimeMilliseconds((long)await PlacementFunctions.Now
            .RunAsync(connection.GetDatabase(), root, NewCall().ToArguments()).ConfigureAwait(false));
        return await new FlowReader(connection.GetDatabase(), keys.Placement, options.CurrentValue.BudgetsOfKeys).ListAsync(now).ConfigureAwait(false);
    }

    private async Task<FlowChanged> PauseAsync(string key, string pause, CancellationToken cancellation)
    {
        var reply = await RunAsync(PlacementFunctions.Pause, NewCall().Add(key, pause), cancellation).ConfigureAwait(false);
        return new FlowChanged((int)reply[0] == 1, PlacementReplies.News(reply[1]));
    }

    private PlacementCall NewCall() => new(clock, options.CurrentValue);

    // Cancelled only before the call is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisFunction function, PlacementCall call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return function.RunAsync(connection.GetDatabase(), root, call.ToArguments());
    }
}
