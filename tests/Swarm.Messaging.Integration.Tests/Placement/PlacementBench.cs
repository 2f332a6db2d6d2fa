using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>One installation (its own key prefix and clock) on the shared server, and short words for what tests do all the time.</summary>
internal sealed class PlacementBench
{
    public static readonly Requirements Analyze = new("code", "analyze");

    private static int installations;

    public PlacementBench(PlacementRedis redis, Action<PlacementOptions>? options = null)
    {
        Prefix = $"p{Interlocked.Increment(ref installations)}";
        Connection = redis.Connection;
        var services = new ServiceCollection();
        services.AddSingleton(redis.Connection);
        services.Configure<RedisStoreOptions>(o => o.KeyPrefix = Prefix);
        services.Configure<PlacementOptions>(o =>
        {
            o.KindLimits.Clear();
            o.Strategies.Clear();
            o.Fairness.Clear();
            options?.Invoke(o);
        });
        services.AddSingleton(Clock);
        services.AddRedisPlacement();
        var provider = services.BuildServiceProvider();
        Store = provider.GetRequiredService<IPlacementStore>();
        Sessions = provider.GetRequiredService<ISessionStore>();
        Flow = provider.GetRequiredService<IFlowStore>();
        Options = provider.GetRequiredService<IOptionsMonitor<PlacementOptions>>().CurrentValue;
    }

    public string Prefix { get; }

    public string Root => $"{Prefix}:swarm-messaging:{{placement}}:";

    public IConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    public StoreClock Clock { get; } = new();

    public IPlacementStore Store { get; }

    public ISessionStore Sessions { get; }

    public IFlowStore Flow { get; }

    /// <summary>What the store goes by, without any limit of a kind at first; changes take effect with the next call.</summary>
    public PlacementOptions Options { get; }

    public static AttemptId Attempt(string task, int number = 1) => new(task, 0, number);

    public Task<PlacementNews> RegisterAsync(string id, int slots, params string[] capabilities) =>
        Store.RegisterTargetAsync(
            new TargetDefinition(id, "pool", "host", $"queue-{id}", capabilities.Length == 0 ? ["code/*"] : capabilities, slots), default);

    public async Task<PlaceResult> PlaceAsync(string task, int rank = 10, Requirements? needs = null, string client = "c", long sequence = 0) =>
        (await Store.TryPlaceAsync([new PlaceRequest(Attempt(task), needs ?? Analyze, client, rank, sequence)], default))[0];

    /// <summary>Places, and parks when there is no slot: what a submission does.</summary>
    public async Task<PlaceResult> SubmitAsync(string task, int rank = 10, Requirements? needs = null, string client = "c")
    {
        var result = await PlaceAsync(task, rank, needs, client);
        if (result is PlaceResult.NoSlot waiting)
            (await ParkAsync(task, waiting.Sequence, rank, needs, client)).Grants.ShouldBeEmpty();
        return result;
    }

    public async Task<string> PlacedAsync(string task, int rank = 10, Requirements? needs = null) => (await LeasedAsync(task, needs, rank)).Token;

    public async Task<SlotLease> LeasedAsync(string task, Requirements? needs = null, int rank = 10) =>
        (await PlaceAsync(task, rank, needs)).ShouldBeOfType<PlaceResult.Placed>().Lease;

    public Task<PlacementNews> ParkAsync(string task, long sequence, int rank = 10, Requirements? needs = null, string client = "c") =>
        Store.ApplyAsync([new PlacementRequest.Park(Attempt(task), needs ?? Analyze, client, rank, sequence)], default);

    public Task<PlacementNews> ReleaseAsync(string token) => ApplyAsync(new PlacementRequest.Release(token));

    /// <summary>Its target gives it back and it waits again: what a saga asks for in one commit.</summary>
    public Task<PlacementNews> ReturnAsync(string token, long sequence, int rank = 10, Requirements? needs = null) => AttemptId.TryParse(token, out var attempt)
        ? ApplyAsync(new PlacementRequest.Release(token, Returned: true), new PlacementRequest.Park(attempt.Value, needs ?? Analyze, "c", rank, sequence))
        : throw new FormatException(token);

    public Task<PlacementNews> EndAsync(string token, bool success = true, double milliseconds = 100, string? route = null) =>
        ApplyAsync(new PlacementRequest.Release(token, new AttemptOutcome(success, TimeSpan.FromMilliseconds(milliseconds), route)));

    public Task<PlacementNews> ConfirmAsync(string token) => ApplyAsync(new PlacementRequest.ConfirmGrant(token));

    public Task<PlacementNews> AssertAsync(string token) => ApplyAsync(new PlacementRequest.AssertLease(token));

    public Task<PlacementNews> UnparkAsync(string task) => ApplyAsync(new PlacementRequest.Unpark(Attempt(task)));

    public Task<PlacementNews> ApplyAsync(params PlacementRequest[] requests) => Store.ApplyAsync(requests, default);

    public async Task<bool> StartAsync(string target, string token, string call = "call") =>
        (await Store.StartAttemptsAsync(target, [token], call, default))[0];

    public Task<TargetRenewal> RenewAsync(string target, params string[] tokens) => Store.RenewAsync(target, tokens, default);

    public Task<PlacementNews> SweepAsync(int limit = 1000) => Store.SweepAsync(limit, spare: false, default);

    public async Task<PlacementExplanation> ExplainAsync(string task, Requirements? needs = null) =>
        await Store.ExplainAsync(Attempt(task), needs ?? Analyze, default);

    public async Task<long> WaitingAsync(string kind = "code") =>
        (await Store.ReportAsync(default)).Queues.SingleOrDefault(q => q.Queue == kind)?.Waiting ?? 0;

    public async Task<int> UsedAsync(string target) => (await Store.ReportAsync(default)).Targets.Single(t => t.TargetId == target).Used;

    /// <summary>Nothing is left but targets and counters.</summary>
    public async Task ShouldBeEmptyAsync()
    {
        var left = new List<string>();
        await foreach (var key in Connection.GetServers()[0].KeysAsync(pattern: $"{Prefix}:*", pageSize: 1000))
            left.Add(key.ToString()[Root.Length..]);
        left.RemoveAll(key => key is "sequence" or "fence" or "targets" or "targets:seen" or "targets:order" or "targets:version" or "kinds"
            || key.StartsWith("rotation:", StringComparison.Ordinal)
            || key.StartsWith("cap:", StringComparison.Ordinal)
            || key.StartsWith("plain:", StringComparison.Ordinal)
            || key.EndsWith(":caps", StringComparison.Ordinal)
            || key.EndsWith(":targets", StringComparison.Ordinal)
            || key.EndsWith(":free", StringComparison.Ordinal)
            || (key.StartsWith("target:", StringComparison.Ordinal) && !key.EndsWith(":leases", StringComparison.Ordinal)));
        left.ShouldBeEmpty();
    }
}
