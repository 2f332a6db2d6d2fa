using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>Random steps over agents, sessions, limits and pauses; after each, the invariants, and that no limit was ever overrun.</summary>
internal sealed class FlowWalk(PlacementBench bench, int seed)
{
    private static readonly string[] Clients = ["a", "b", "c", "default"];
    private static readonly string[] Operations = ["tag_add", "note", "sync"];
    private static readonly string[] Keys = ["client:a", "client:b", "operation:ghl/note", "location:x", "agent:agent-1", "agent:agent-2"];
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly Random random = new(seed);
    private readonly List<(DateTimeOffset At, string[] Keys)> begun = [];
    private readonly Dictionary<string, (int Starts, DateTimeOffset Since)> rates = [];
    private int tasks;
    private PlacementDump before = null!;

    /// <summary>How often each step was taken, and how often somebody was stopped by a key.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public async Task RunAsync(int steps)
    {
        before = await PlacementDump.ReadAsync(bench);
        for (var i = 0; i < steps; i++)
        {
            var (name, step) = Choose();
            await step();
            await CheckAsync($"seed {seed}, step {i}: {name}", swept: name == "Clock");
            Seen[name] = Seen.GetValueOrDefault(name) + 1;
        }
    }

    public async Task EndAsync()
    {
        while (before.Attempts.Count > 0)
        {
            var a = before.Attempts[0];
            await bench.ApplyAsync(a.Token is { } token ? new PlacementRequest.Release(token) : new PlacementRequest.Unpark(IdOf(a)));
            await CheckAsync("end");
        }

        foreach (var target in before.Targets)
            await bench.Store.RemoveTargetAsync(target.Id, default);
        await bench.Sessions.CleanUpAsync(TimeSpan.Zero, default);
        before = await PlacementDump.ReadAsync(bench);
        before.Map("sessions").ShouldBeEmpty();
        before.MapKeys.Where(k => k.StartsWith("session:", StringComparison.Ordinal) && k is not ("session:figures" or "session:changes")).ShouldBeEmpty();
        before.MapKeys.Where(k => k.StartsWith("stopped:", StringComparison.Ordinal) || k is "stops" or "affinity").ShouldBeEmpty();
    }

    private async Task CheckAsync(string where, bool swept = false)
    {
        var after = await PlacementDump.ReadAsync(bench);
        try
        {
            FlowInvariants.Check(after, bench.Options);
            if (swept)
                FlowInvariants.NobodyWaitsForAnOpenKey(after);
            LimitsHold(after);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{where}: {e.Message}", e);
        }

        if (after.Map("stops").Count > 0)
            Seen["stopped"] = Seen.GetValueOrDefault("stopped") + 1;
        before = after;
    }

    private void LimitsHold(PlacementDump after)
    {
        foreach (var a in after.Attempts.Where(a => a.HasSlot && before.Attempt(a.Id)?.Token != a.Token))
            begun.Add((after.Now, [.. FlowInvariants.KeysOf(after.Map($"attempt:{a.Id}"))]));
        foreach (var (key, rule) in after.Map("limits"))
        {
            if (FlowInvariants.Concurrency(rule) is { } most)
                after.Set($"flow:{key}:held").Count.ShouldBeLessThanOrEqualTo(Math.Max(most, Held(before, key)), key);
        }

        foreach (var (key, rate) in rates)
        {
            var window = begun.Where(b => b.At >= rate.Since && b.At > after.Now - Span && b.Keys.Contains(key)).Count();
            window.ShouldBeLessThanOrEqualTo(rate.Starts, $"{key} began {window} in 10 s");
        }
    }

    private static int Held(PlacementDump dump, string key) =>
        dump.Attempts.Count(a => a.HasSlot && FlowInvariants.KeysOf(dump.Map($"attempt:{a.Id}")).Contains(key));

    private (string, Func<Task>) Choose() => random.Next(100) switch
    {
        < 30 => ("Submit", SubmitAsync),
        < 55 => ("End", EndOneAsync),
        < 62 => ("Confirm", ConfirmAsync),
        < 66 => ("Agent", AgentAsync),
        < 70 => ("Session", SessionAsync),
        < 72 => ("DrainSession", DrainSessionAsync),
        < 74 => ("CleanUp", () => bench.Sessions.CleanUpAsync(TimeSpan.FromMinutes(5), default)),
        < 79 => ("Limit", LimitAsync),
        < 82 => ("Unlimit", UnlimitAsync),
        < 85 => ("Pause", PauseAsync),
        < 88 => ("Resume", () => bench.Flow.ResumeAsync(Pick([.. Keys, "target:agent-0", "target:agent-1"]), default)),
        < 90 => ("Cancel", CancelAsync),
        < 92 => ("Remove", () => bench.Store.RemoveTargetAsync(Agent(), default)),
        _ => ("Clock", ClockAsync),
    };

    private async Task SubmitAsync()
    {
        var requests = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new PlaceRequest(
            PlacementBench.Attempt($"t{tasks++}"),
            new Requirements("ghl", Pick(Operations), session: random.Next(4) > 0, flow: random.Next(3) == 0 ? ["location:x"] : null),
            Pick(Clients), random.Next(3) * 10)).ToList();
        var results = await bench.Store.TryPlaceAsync(requests, default);
        await bench.ApplyAsync([.. requests.Zip(results).Where(p => p.Second is PlaceResult.NoSlot).Select(p => new PlacementRequest.Park(
            p.First.Attempt, p.First.Requirements, p.First.Client, p.First.Rank, ((PlaceResult.NoSlot)p.Second).Sequence))]);
    }

    private async Task EndOneAsync()
    {
        if (Any(a => a.HasSlot) is { Token: { } token })
            await (random.Next(5) == 0 ? bench.ReleaseAsync(token) : bench.EndAsync(token, random.Next(4) > 0));
    }

    private async Task ConfirmAsync()
    {
        foreach (var a in before.Attempts.Where(a => a.Status == "granted"))
            await bench.ConfirmAsync(a.Token!);
    }

    private async Task CancelAsync()
    {
        if (Any(a => a.Waits) is { } a)
            await bench.ApplyAsync(new PlacementRequest.Unpark(IdOf(a)));
    }

    private Task AgentAsync() => bench.Store.RegisterTargetAsync(
        new TargetDefinition(Agent(), "agent", "host", "queue", random.Next(4) == 0 ? ["ghl/tag_add"] : ["ghl/*"], random.Next(1, 6))
        {
            Rating = random.Next(4) == 0 ? null : new TargetRating(1, 0.9m, 0.5m, 0.9m, random.Next(5) / 10m),
        }, default);

    private Task SessionAsync() => bench.Sessions.RegisterAsync(
        new SessionDefinition($"s{random.Next(6)}", Agent(), random.Next(3) == 0 ? null : Pick(["a", "b", "c"])), default);

    private Task DrainSessionAsync() => FlowInvariants.Sessions(before) is { Count: > 0 } all
        ? bench.Sessions.DrainAsync(Pick(all).Id, default)
        : Task.CompletedTask;

    private async Task LimitAsync()
    {
        var key = Pick(Keys);
        var rate = random.Next(2) == 0 ? random.Next(1, 6) : 0;
        await bench.Flow.SetLimitAsync(
            new FlowLimit(key, random.Next(3) == 0 ? null : random.Next(1, 4), rate > 0 ? [new FlowRate(rate, Span)] : [], random.Next(1, 4)), default);
        if (rate == 0)
            rates.Remove(key);
        else
            rates[key] = (rate, (await PlacementDump.ReadAsync(bench)).Now);
    }

    private async Task UnlimitAsync()
    {
        var key = Pick(Keys);
        rates.Remove(key);
        await bench.Flow.RemoveLimitAsync(key, default);
    }

    private Task PauseAsync() => bench.Flow.PauseAsync(
        new FlowPause(Pick([.. Keys, "target:agent-0", "target:agent-1"]), random.Next(2) == 0 ? null : before.Now + TimeSpan.FromSeconds(random.Next(1, 20)), null, null, before.Now),
        default);

    private async Task ClockAsync()
    {
        bench.Clock.Advance(TimeSpan.FromSeconds(Pick([1, 2, 3, 6, 11, 16, 310])));
        foreach (var target in before.Targets.Where(_ => random.Next(5) > 0))
            await bench.RenewAsync(target.Id, [.. before.Attempts.Where(a => a.Target == target.Id).Select(a => a.Token!)]);
        await bench.SweepAsync();
    }

    private string Agent() => $"agent-{random.Next(4)}";

    private AttemptState? Any(Func<AttemptState, bool> condition)
    {
        var found = before.Attempts.Where(condition).OrderBy(a => a.Id, StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : Pick(found);
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private static AttemptId IdOf(AttemptState a) => AttemptId.TryParse(a.Id, out var id) ? id.Value : throw new FormatException(a.Id);
}
