using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>Placement in Redis: every call is one script under the tag <c>{placement}</c>. See Placement.md.</summary>
/// <param name="strategy">Chosen by whatever the options say; null: by them.</param>
internal sealed class RedisPlacementStore(
    IConnectionMultiplexer connection,
    RedisKeys keys,
    StoreClock clock,
    IOptionsMonitor<PlacementOptions> options,
    string? strategy = null) : IPlacementStore
{
    /// <summary>More than this in one script would hold up Redis for everybody.</summary>
    private const int MostPerScript = 1_000;

    private readonly RedisKey[] root = [keys.Placement];

    public async Task<IReadOnlyList<PlaceResult>> TryPlaceAsync(IReadOnlyList<PlaceRequest> requests, CancellationToken cancellation)
    {
        var results = new List<PlaceResult>(requests.Count);
        foreach (var part in requests.Chunk(MostPerScript))
        {
            var call = NewCall();
            foreach (var r in part)
            {
                call.Add(r.Attempt.ToString(), PlacementTexts.Class(r.Requirements), PlacementTexts.Lane(r.Client, r.Requirements), PlacementTexts.Rank(r.Rank), r.Sequence);
            }

            var reply = await RunAsync(PlacementFunctions.TryPlace, call, cancellation).ConfigureAwait(false);
            for (var i = 0; i < part.Length; i++)
                results.Add(PlacementReplies.PlaceResult(reply[i]));
        }

        return results;
    }

    public async Task<PlacementNews> ApplyAsync(IReadOnlyList<PlacementRequest> requests, CancellationToken cancellation)
    {
        var news = PlacementNews.None;
        foreach (var part in requests.Chunk(MostPerScript))
        {
            var call = NewCall();
            foreach (var request in part)
                Add(call, request);
            news += PlacementReplies.News(await RunAsync(PlacementFunctions.Apply, call, cancellation).ConfigureAwait(false));
        }

        return news;
    }

    public async Task<IReadOnlyList<bool>> StartAttemptsAsync(
        string targetId, IReadOnlyList<string> tokens, string call, CancellationToken cancellation)
    {
        if (tokens.Count == 0)
            return [];
        var reply = await RunAsync(PlacementFunctions.StartAttempts, NewCall().Add(targetId, call).AddAll(tokens), cancellation).ConfigureAwait(false);
        return [.. ((int[])reply!).Select(answer => answer == 1)];
    }

    public async Task<PlacementNews> RegisterTargetAsync(TargetDefinition target, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target.Slots);
        var call = NewCall().Add(target.TargetId, target.Type, target.HostId, target.Address, target.Slots)
            .Add(PlacementTexts.Rating(target.Rating), PlacementTexts.Health(target.Rating))
            .AddAll(PlacementTexts.Capabilities(target.Capabilities));
        return PlacementReplies.News(await RunAsync(PlacementFunctions.RegisterTarget, call, cancellation).ConfigureAwait(false));
    }

    public async Task<PlacementNews?> SetSlotsAsync(string targetId, int slots, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slots);
        var reply = await RunAsync(PlacementFunctions.SetSlots, NewCall().Add(targetId, slots), cancellation).ConfigureAwait(false);
        return (int)reply[0] == 1 ? PlacementReplies.News(reply[1]) : null;
    }

    public async Task<TargetRenewal> RenewAsync(string targetId, IReadOnlyList<string> tokens, CancellationToken cancellation) =>
        PlacementReplies.Renewal(
            await RunAsync(PlacementFunctions.Renew, NewCall().Add(targetId).AddAll(tokens), cancellation).ConfigureAwait(false));

    public Task DrainTargetAsync(string targetId, string? why, CancellationToken cancellation) =>
        RunAsync(PlacementFunctions.DrainTarget, NewCall().Add(targetId, why ?? ""), cancellation);

    public async Task<PlacementNews> RemoveTargetAsync(string targetId, CancellationToken cancellation) =>
        PlacementReplies.News(await RunAsync(PlacementFunctions.RemoveTarget, NewCall().Add(targetId).Add(0), cancellation).ConfigureAwait(false));

    public async Task<PlacementNews> RemoveDeadTargetAsync(string targetId, CancellationToken cancellation) =>
        PlacementReplies.News(await RunAsync(PlacementFunctions.RemoveTarget, NewCall().Add(targetId).Add(1), cancellation).ConfigureAwait(false));

    public async Task<PlacementNews> SweepAsync(int limit, bool spare, CancellationToken cancellation) =>
        PlacementReplies.News(await RunAsync(PlacementFunctions.Sweep, NewCall().Add(limit).Add(spare ? 1 : 0), cancellation).ConfigureAwait(false));

    public async Task<TimeSpan?> UntilDueAsync(CancellationToken cancellation) =>
        (long)await RunAsync(PlacementFunctions.Due, NewCall(), cancellation).ConfigureAwait(false) is >= 0 and var ms ? TimeSpan.FromMilliseconds(ms) : null;

    public Task AcknowledgeAsync(IReadOnlyCollection<string> lostTokens) =>
        lostTokens.Count == 0
            ? Task.CompletedTask
            : RunAsync(PlacementFunctions.Acknowledge, NewCall().AddAll(lostTokens), CancellationToken.None);

    public async Task<int> CleanOutcomesAsync(CancellationToken cancellation) => (int)await RunAsync(
        PlacementFunctions.CleanOutcomes, NewCall().Add((long)options.CurrentValue.OutcomeRetention.TotalMilliseconds), cancellation).ConfigureAwait(false);

    public Task<TargetsSnapshot> TargetsAsync(CancellationToken cancellation) => Reader().TargetsAsync(cancellation);

    public Task<IAsyncDisposable> WatchTargetsAsync(Func<long, Task> changed, CancellationToken cancellation) =>
        TargetWatch.OpenAsync(connection, $"{keys.Placement}targets:changed", changed, cancellation);

    public Task<IReadOnlyList<RouteReport>> RoutesAsync(CancellationToken cancellation) => Reader().RoutesAsync(cancellation);

    public Task<PlacementExplanation> ExplainAsync(AttemptId attempt, Requirements requirements, CancellationToken cancellation) =>
        Reader().ExplainAsync(attempt, requirements, cancellation);

    public Task<PlacementReport> ReportAsync(CancellationToken cancellation) => Reader().ReportAsync(cancellation);

    private void Add(PlacementCall call, PlacementRequest request)
    {
        switch (request)
        {
            case PlacementRequest.Park p:
                ArgumentOutOfRangeException.ThrowIfLessThan(p.Sequence, 1);
                call.Add("park", p.Attempt.ToString(), PlacementTexts.Class(p.Requirements), PlacementTexts.Lane(p.Client, p.Requirements), PlacementTexts.Rank(p.Rank), p.Sequence);
                break;
            case PlacementRequest.Unpark u:
                call.Add("unpark", u.Attempt.ToString());
                break;
            case PlacementRequest.ConfirmGrant c:
                call.Add("hold", c.Token);
                break;
            case PlacementRequest.AssertLease a:
                call.Add("hold", a.Token);
                break;
            case PlacementRequest.Release { Outcome: null, Returned: true } r:
                call.Add("return", r.Token);
                break;
            case PlacementRequest.Release { Outcome: null } r:
                call.Add("release", r.Token);
                break;
            case PlacementRequest.Release { Outcome: { } o } r:
                call.Add("ended", r.Token, o.Success ? 1 : 0, Math.Max(0, o.Duration.TotalMilliseconds), PlacementTexts.Route(o.Route), options.CurrentValue.IsSessionError(o.Error) ? o.Error : "");
                break;
            default:
                throw new ArgumentException($"Placement knows no request {request.GetType().Name}.", nameof(request));
        }
    }

    private PlacementReader Reader() => new(connection.GetDatabase(), keys.Placement, clock, options.CurrentValue);

    private PlacementCall NewCall() => new(clock, options.CurrentValue, strategy);

    // Cancelled only before the call is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisFunction function, PlacementCall call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return function.RunAsync(connection.GetDatabase(), root, call.ToArguments());
    }
}
