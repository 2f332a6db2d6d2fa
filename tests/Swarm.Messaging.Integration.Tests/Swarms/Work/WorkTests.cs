using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Swarms.Work;

/// <summary>Backlog and assignment: each task goes to one swarm, by one leader.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class WorkTests(StoreRedis redis)
{
    private readonly WorkBench bench = new(redis);

    [Fact]
    public async Task A_task_waits_for_a_leader_and_for_an_active_swarm()
    {
        var alone = await bench.QueuedAsync(WorkBench.Task("t1"));
        (alone.Leader, alone.ActiveSwarms, alone.New).ShouldBe((null, 0, true));
        await bench.HostAsync("h1", "alpha");
        (await bench.QueuedAsync(WorkBench.Task("t2"))).ActiveSwarms.ShouldBe(1);
        var term = await bench.LeadsAsync("h1");
        (await bench.QueuedAsync(WorkBench.Task("t3"))).Leader.ShouldBe("alpha");
        await bench.StatusAsync("alpha", "interrupted");

        (await bench.Work.AssignAsync(term, 10, default)).ShouldNotBeNull().Assigned.ShouldBeEmpty("nobody could do it");

        await bench.StatusAsync("alpha", "active");
        var cycle = (await bench.Work.AssignAsync(term, 10, default)).ShouldNotBeNull();
        cycle.Assigned.ShouldBe(["t1", "t2", "t3"]);
        cycle.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task The_same_task_again_changes_nothing_and_another_of_its_id_is_a_conflict()
    {
        await bench.QueuedAsync(WorkBench.Task("t1"));

        (await bench.QueuedAsync(WorkBench.Task("t1"))).New.ShouldBeFalse();
        (await bench.Work.QueueAsync(WorkBench.Task("t1", priority: "high"), default)).ShouldBeOfType<WorkQueued.Conflict>();

        (await bench.Work.FiguresAsync(default)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_backlog_refuses()
    {
        bench.WorkSettings.BacklogBound = 3;
        for (var n = 0; n < 3; n++)
            await bench.QueuedAsync(WorkBench.Task($"t{n}"));

        (await bench.Work.QueueAsync(WorkBench.Task("t3"), default)).ShouldBeOfType<WorkQueued.Full>().Waiting.ShouldBe(3);
        (await bench.QueuedAsync(WorkBench.Task("t0"))).New.ShouldBeFalse("one that waits already is no new one");
    }

    [Fact]
    public async Task Rank_goes_before_sequence_and_a_cycle_has_its_bound()
    {
        await bench.HostAsync("h1", "alpha");
        var term = await bench.LeadsAsync("h1");
        foreach (var (id, rank) in new[] { ("a", 20), ("b", 1), ("c", 10), ("d", 0), ("e", 1) })
            await bench.QueuedAsync(WorkBench.Task(id, rank: rank));

        (await bench.Work.AssignAsync(term, 3, default)).ShouldNotBeNull().Assigned.ShouldBe(["d", "b", "e"]);
        (await bench.Work.AssignAsync(term, 3, default)).ShouldNotBeNull().Assigned.ShouldBe(["c", "a"]);
    }

    [Fact]
    public async Task An_old_leader_assigns_nothing()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        await bench.QueuedAsync(WorkBench.Task("t1"));
        var old = await bench.LeadsAsync("h1");
        bench.Installation.Clock.Advance(TimeSpan.FromSeconds(20));

        (await bench.Work.AssignAsync(old, 10, default)).ShouldBeNull("its lease is over, and nobody else leads");
        var now = await bench.LeadsAsync("h2");
        (await bench.Work.AssignAsync(old, 10, default)).ShouldBeNull();
        (await bench.Work.AssignAsync(old with { Epoch = now.Epoch }, 10, default)).ShouldBeNull();
        (await bench.FindAsync("t1")).State.ShouldBe("queued");

        (await bench.Work.AssignAsync(now, 10, default)).ShouldNotBeNull().Assigned.ShouldBe(["t1"]);
        (await bench.FindAsync("t1")).Epoch.ShouldBe(2);
        (await bench.SoundWritesAsync()).Count(w => w.Kind == "assign").ShouldBe(1);
    }

    [Fact]
    public async Task Many_leaders_one_after_the_other_assign_each_task_once()
    {
        for (var n = 0; n < 5; n++)
            await bench.HostAsync($"h{n}", $"s{n}");
        for (var n = 0; n < 100; n++)
            await bench.QueuedAsync(WorkBench.Task($"t{n}"));
        var terms = new List<LeaderTerm>();
        for (var n = 0; n < 5; n++)
        {
            terms.Add(await bench.LeadsAsync($"h{n}"));
            // All that ever led try at once.
            await Task.WhenAll(terms.SelectMany(t => Enumerable.Range(0, 4).Select(_ => bench.Work.AssignAsync(t, 5, default))));
            bench.Installation.Clock.Advance(bench.Options.Lease);
        }

        var news = await bench.Work.NewsAsync(1_000, null, default);
        news.Select(n => n.TaskId).ShouldBe(Enumerable.Range(0, 100).Select(n => $"t{n}"), "each once, in order");
        (await Task.WhenAll(news.Select(n => bench.FindAsync(n.TaskId)))).Select(t => t.Epoch).ShouldBe(Enumerable.Range(0, 100).Select(n => 1L + (n / 20)));
        (await bench.Work.FiguresAsync(default)).Distributed.ShouldBe(100);
        await bench.SoundWritesAsync();
    }

    [Fact]
    public async Task A_task_that_cannot_be_read_holds_up_no_other()
    {
        await bench.HostAsync("h1", "alpha");
        var term = await bench.LeadsAsync("h1");
        foreach (var id in new[] { "a", "b", "c" })
            await bench.QueuedAsync(WorkBench.Task(id));
        await bench.Database.HashSetAsync(bench.Key("task:b"), "needs", "{broken");

        var cycle = (await bench.Work.AssignAsync(term, 10, default)).ShouldNotBeNull();

        cycle.Assigned.ShouldBe(["a", "c"]);
        (cycle.Dropped, cycle.Waiting).ShouldBe((1, 0));
        (await bench.FindAsync("b")).Outcome.ShouldBe("failed");
    }

    [Fact]
    public async Task An_end_counts_once_and_lowers_the_swarms_load()
    {
        await bench.HostAsync("h1", "alpha");
        var term = await bench.LeadsAsync("h1");
        await bench.GivenToAsync(term, WorkBench.Task("t1"));
        await bench.GivenToAsync(term, WorkBench.Task("t2"));
        (await bench.Database.SetLengthAsync(bench.Key("open:alpha"))).ShouldBe(2);

        (await bench.Work.EndAsync("t1", 2, "failed", null, default)).ShouldBeNull("there was no second assignment");
        (await bench.Work.EndAsync("t1", 1, "completed", null, default)).ShouldNotBeNull().Outcome.ShouldBe("completed");
        (await bench.Work.EndAsync("t1", 1, "failed", null, default)).ShouldNotBeNull().Outcome.ShouldBe("completed", "it had ended");
        await bench.Work.EndAsync("t2", 1, "failed", "no good", default);

        (await bench.Database.SetLengthAsync(bench.Key("open:alpha"))).ShouldBe(0);
        (await bench.Work.FiguresAsync(default)).ShouldBe(new WorkFigures(2, 1, 1, 0, 0));
        (await bench.Database.HashGetAsync(bench.Key("swarm:alpha"), "m:tasksCompleted")).ShouldBe(1);
        (await bench.FindAsync("t2")).Reason.ShouldBe("no good");
        (await bench.Database.KeyTimeToLiveAsync(bench.Key("task:t2"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_outside_writers_leave_is_taken_in_once_and_in_order()
    {
        var list = bench.Installation.Keys.Fixed("swarm:tasks:queue");
        string[] entries =
        [
            """{"id":"task_1","task":{"description":"first","type":"build","priority":"low","capabilities":["x"]},"queuedAt":1,"queuedBy":"alpha"}""",
            """{"task":{"description":"no id","estimatedEffort":3}}""",
            "no json",
            """{"id":"leader","task":{"description":"a reserved word"}}""",
            """{"id":"task_2","task":{"description":"last"}}""",
        ];
        foreach (var entry in entries)
            await bench.Database.ListLeftPushAsync(list, entry);
        // As if it had died between storing the first and taking it out.
        var dying = (await bench.Work.IntakeAsync(1, default)).ShouldHaveSingleItem();
        System.Text.Encoding.UTF8.GetString(dying.Json.Span).ShouldBe(entries[0]);

        (await bench.Intake.RunOnceAsync(default)).ShouldBe(5);
        await bench.Database.ListLeftPushAsync(list, entries[0]);
        await bench.Database.ListLeftPushAsync(list, entries[1]);
        (await bench.Intake.RunOnceAsync(default)).ShouldBe(2);

        (await bench.Database.ListLengthAsync(list)).ShouldBe(0);
        var waiting = (await bench.Database.SortedSetRangeByRankAsync(bench.Key("backlog"))).Select(id => (string)id!).ToList();
        waiting.Count.ShouldBe(4, "the one with an id is the same task, the one without is another");
        waiting[1].ShouldBe("task_2");
        waiting[3].ShouldBe("task_1", "it is of low priority");
        var first = (await bench.FindAsync("task_1")).Order;
        (first.Description, first.Priority, first.Rank, first.QueuedBy).ShouldBe(("first", "low", 50, "alpha"));
        (await bench.FindAsync(waiting[0])).Order.EstimatedEffort.ShouldBe("3");
        (await bench.FindAsync(waiting[2])).Order.EstimatedEffort.ShouldBe("3");
    }
}
