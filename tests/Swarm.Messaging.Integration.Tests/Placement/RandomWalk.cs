using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>Random steps over a small world; after each, the invariants and that every change of an attempt was a legal one.</summary>
internal sealed class RandomWalk(PlacementBench bench, int seed)
{
    private static readonly Requirements[] Classes =
    [
        new("code", "analyze"), new("code", "edit"), new("code", "edit", ["gpu"]), new("ghl", "tag_add", ["client-1"]), new("ghl", "note", ["eu", "gpu"]),
        new("code", "rs:edit"), new("code", "rs:edit", null, ["target-0"], null, ["gpu"]), new("code", "rs:edit", ["gpu"], ["target-1", "target-2"]),
        new("code", "py:edit", null, null, ["gpu", "code/py:*"]), new("ghl", "note", null, ["target-3"], ["eu"], ["client-1"]),
    ];

    private static readonly string[][] Capabilities =
        [["code/*"], ["code/analyze"], ["code/edit", "gpu"], ["ghl/*", "client-1", "code/analyze"], ["ghl/note", "code/*", "gpu", "eu"],
            ["code/rs:*", "code/py:*"], ["code/*:edit", "gpu", "ghl/*"]];

    private readonly Random random = new(seed);
    private readonly HashSet<string> tokens = [];
    private PlacementDump before = null!;

    /// <summary>How often each kind of step found something to do.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public async Task RunAsync(int steps)
    {
        before = await PlacementDump.ReadAsync(bench);
        for (var i = 0; i < steps; i++)
        {
            var step = Choose();
            for (var twice = random.Next(6) == 0 ? 2 : 1; twice > 0; twice--)
            {
                for (var part = step; part is not null; part = part.Then)
                    await TakeAsync(part, $"seed {seed}, step {i}: {part.Name}");
            }
        }
    }

    public async Task EndAsync()
    {
        while (before.Attempts.Count > 0)
        {
            var attempt = before.Attempts[0];
            await TakeAsync(attempt.Token is { } token ? Apply(new PlacementRequest.Release(token)) : Apply(new PlacementRequest.Unpark(IdOf(attempt))), "end");
        }

        await bench.Store.AcknowledgeAsync([.. before.Map("news").Keys]);
        foreach (var target in before.Targets)
            await bench.Store.RemoveTargetAsync(target.Id, default);
        bench.Clock.Advance(TimeSpan.FromHours(25));
        await bench.Store.CleanOutcomesAsync(default);
        await bench.SweepAsync();
    }

    private async Task TakeAsync(Step step, string where)
    {
        var news = await step.RunAsync();
        var after = await PlacementDump.ReadAsync(bench);
        try
        {
            PlacementInvariants.Check(after, bench.Options);
            new RandomTransitions(before, after, news, step.Sweeps, bench.Options).Check();
            foreach (var grant in news.Grants)
                (tokens.Add(grant.Lease.Token) || step.Name == "Park").ShouldBeTrue();
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException($"{where}: {e.Message}", e);
        }

        if (!news.IsEmpty)
            Seen[step.Name] = Seen.GetValueOrDefault(step.Name) + 1;
        before = after;
    }

    private Step Choose() => random.Next(100) switch
    {
        < 30 => Place(),
        < 45 => Any(a => a.Status == "reserved") is { } a ? Park(a) : Place(),
        < 48 => Any(_ => true) is { } a ? Park(a) : Place(),
        < 53 => Any(a => a.HasSlot) is { } a ? Return(a) : Place(),
        < 63 => Any(a => a.HasSlot) is { } a ? Apply(new PlacementRequest.Release(a.Token!, Outcome())) : Place(),
        < 66 => Any(_ => true) is { } a ? Apply(new PlacementRequest.Unpark(IdOf(a))) : Place(),
        < 72 => Any(a => a.Status == "granted") is { } a ? Apply(new PlacementRequest.ConfirmGrant(a.Token!)) : Place(),
        < 74 => OldToken() is { } t ? Apply(new PlacementRequest.Release(t)) : Place(),
        < 75 => OldToken() is { } t ? Apply(new PlacementRequest.AssertLease(t)) : Place(),
        < 80 => Any(a => a.HasSlot) is { } a ? Start(a) : Place(),
        < 86 => Renew(),
        < 89 => Register(),
        < 91 => SetSlots(),
        < 92 => Drain(),
        < 93 => Remove(),
        < 94 => Limit(),
        < 97 => new Step("Sweep", () => bench.SweepAsync(random.Next(3) == 0 ? 2 : 1000), Sweeps: true),
        _ => Clock(),
    };

    private Step Place()
    {
        var requests = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new PlaceRequest(
            new AttemptId($"t{random.Next(60)}", 0, 1), Pick(Classes), $"client-{random.Next(3)}", Pick([0, 5, 10, 50]))).ToList();
        return new Step("Place", async () =>
        {
            var results = await bench.Store.TryPlaceAsync(requests, default);
            for (var i = 0; i < requests.Count; i++)
                RandomTransitions.CheckPlaced(before, requests[i], results[i]);
            // What is refused stays refused, though what was accepted beside it may have filled the other bound.
            (await bench.Store.TryPlaceAsync(requests, default)).Select(Accepted).ShouldBe(results.Select(Accepted));
            RandomTransitions.CheckReserved(before, await PlacementDump.ReadAsync(bench), bench.Options);
            return PlacementNews.None;
        });
    }

    private Step Park(AttemptState a) => Apply(new PlacementRequest.Park(IdOf(a), a.Asked, a.Client, a.Rank, a.Sequence));

    /// <summary>What its target gives back waits again.</summary>
    private Step Return(AttemptState a) => new("Return", () => bench.ApplyAsync(new PlacementRequest.Release(a.Token!, Returned: true))) { Then = Park(a) };

    private Step Apply(PlacementRequest request) => new(request.GetType().Name, () => bench.ApplyAsync(request));

    private Step Start(AttemptState a) => new("Start", async () =>
    {
        var current = before.Attempt(a.Id)?.Token == a.Token;
        (await bench.StartAsync(a.Target!, a.Token!, a.Token!)).ShouldBe(current);
        return PlacementNews.None;
    });

    private Step Renew()
    {
        var id = $"target-{random.Next(5)}";
        var listed = before.Attempts.Where(a => a.Target == id && random.Next(4) > 0).Select(a => a.Token!).ToList();
        return new Step("Renew", async () =>
        {
            var renewal = await bench.Store.RenewAsync(id, [.. listed, "gone#0.1@0"], default);
            renewal.Gone.ShouldBe(["gone#0.1@0"]);
            renewal.News.Resend.ShouldAllBe(t => !listed.Contains(t) && before.Attempts.Single(a => a.Token == t).Status == "placed");
            return renewal.News;
        });
    }

    private Step Register()
    {
        var (id, slots, capabilities) = ($"target-{random.Next(5)}", random.Next(1, 5), Pick(Capabilities));
        return new Step("Register", () => bench.RegisterAsync(id, slots, capabilities));
    }

    private Step SetSlots()
    {
        var (id, slots) = ($"target-{random.Next(5)}", random.Next(0, 5));
        return new Step("SetSlots", async () =>
        {
            var news = await bench.Store.SetSlotsAsync(id, slots, default);
            (news is null).ShouldBe(before.Targets.All(t => t.Id != id));
            return news ?? PlacementNews.None;
        });
    }

    // The next sweep, at most a second later, brings what a change of options allows.
    private Step Limit()
    {
        var (kind, limit) = (Pick(["code", "ghl"]), Pick([0, 1, 2, 3, 5]));
        return new Step("Limit", async () =>
        {
            bench.Options.KindLimits[kind] = limit;
            return await bench.SweepAsync();
        }, Sweeps: true);
    }

    private AttemptOutcome? Outcome() =>
        random.Next(3) == 0 ? null : new AttemptOutcome(random.Next(4) > 0, TimeSpan.FromMilliseconds(random.Next(2000)), Pick(["rs:edit", "py:edit", null]));

    private Step Drain()
    {
        var id = $"target-{random.Next(5)}";
        return new Step("Drain", async () =>
        {
            await bench.Store.DrainTargetAsync(id, null, default);
            return PlacementNews.None;
        });
    }

    private Step Remove()
    {
        var id = $"target-{random.Next(5)}";
        return new Step("Remove", () => bench.Store.RemoveTargetAsync(id, default));
    }

    private Step Clock()
    {
        var by = TimeSpan.FromSeconds(Pick([1, 2, 5, 5, 11, 16, 61, 301]));
        return new Step("Clock", () =>
        {
            bench.Clock.Advance(by);
            return Task.FromResult(PlacementNews.None);
        });
    }

    private AttemptState? Any(Func<AttemptState, bool> condition)
    {
        var found = before.Attempts.Where(condition).OrderBy(a => a.Id, StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : Pick(found);
    }

    private string? OldToken() => tokens.Count == 0 ? null : tokens.ElementAt(random.Next(tokens.Count));

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private static PlaceResult? Accepted(PlaceResult result) => result is PlaceResult.BacklogFull or PlaceResult.TooManyClasses ? null : result;

    private static AttemptId IdOf(AttemptState a) => AttemptId.TryParse(a.Id, out var id) ? id.Value : throw new FormatException(a.Id);

    private sealed record Step(string Name, Func<Task<PlacementNews>> RunAsync, bool Sweeps = false)
    {
        public Step? Then { get; init; }
    }
}
