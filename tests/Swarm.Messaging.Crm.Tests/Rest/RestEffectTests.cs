namespace Swarm.Messaging.Crm.Tests.Rest;

/// <summary>Failures in the middle, and many in one call.</summary>
public sealed class RestEffectTests
{
    [Fact]
    public async Task With_failures_before_and_after_the_change_every_message_is_sent_once()
    {
        await using var world = await CrmWorld.StartAsync(
            isBrowser: false, settings: s => (s.Faults.FailRate, s.Faults.FailAfterRate, s.Faults.Seed) = (0.15, 0.15, 7), time: new Hurried());
        var id = world.NewContact();

        var attempts = 0;
        for (var i = 0; i < 60; i++)
        {
            for (var attempt = 1; ; attempt++)
            {
                attempts++;
                if (await world.RunAsync("conversation_send", new { contactId = id, body = $"m{i}" }, key: $"k{i}", attempt: attempt) is Client.Agents.AgentResult.Succeeded)
                    break;
                attempt.ShouldBeLessThan(20);
            }
        }

        attempts.ShouldBeGreaterThan(65, "some have failed");
        world.Count("messages").ShouldBe(60);
        world.Count("(select distinct body from messages)").ShouldBe(60);
    }

    [Fact]
    public async Task A_service_that_honours_the_key_is_handed_it()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false, settings: s => s.IdempotentActions = ["note_create"]);
        var id = world.NewContact();

        (await world.RunAsync("note_create", new { contactId = id, body = "n" }, key: "k")).ShouldSucceed();

        world.App.Data.One("select key from idempotency where client = 'acme' and action = 'note_create'")!["key"].ShouldBe("k");
    }

    [Fact]
    public async Task Many_contacts_are_one_call_and_a_repeated_task_makes_none_again()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false);
        (await world.RunAsync("contact_create", new { name = "C2" }, key: "c2")).ShouldSucceed();
        var payload = new { items = Enumerable.Range(0, 10).Select(i => new { taskId = $"t{i}", idempotencyKey = $"c{i}", input = new { name = $"C{i}" } }) };

        var first = (await world.RunAsync("contact_create", payload)).ShouldSucceed().GetProperty("items");
        var again = (await world.RunAsync("contact_create", payload)).ShouldSucceed().GetProperty("items");

        first.EnumerateArray().Select(i => i.GetProperty("taskId").GetString()).ShouldBe(Enumerable.Range(0, 10).Select(i => $"t{i}"));
        first.EnumerateArray().ShouldAllBe(i => i.GetProperty("success").GetBoolean());
        again.ToString().ShouldBe(first.ToString());
        world.App.Data.All("select name from contacts order by name").Select(r => r["name"]).ShouldBe(Enumerable.Range(0, 10).Select(i => $"C{i}"));
        world.App.Data.One("select name from contacts where id = $id", ("id", first[3].GetProperty("output").GetProperty("contactId").GetString()))!["name"].ShouldBe("C3");
        world.Count("accessLog where path = '/api/locations/acme/bulk/contact_create'").ShouldBe(1);
        world.Count("accessLog where method = 'POST'").ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_each_has_its_own_end()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false);
        var (good, foreign) = (world.NewContact(), world.NewContact("birch"));

        var items = (await world.RunAsync("tag_add", new
        {
            items = new object[] { new { taskId = "a", input = new { contactId = good, tag = "x" } }, new { taskId = "b", input = new { contactId = foreign, tag = "x" } }, new { taskId = "c", input = new { contactId = good } } },
        })).ShouldSucceed().GetProperty("items");

        items.EnumerateArray().Select(i => i.GetProperty("success").GetBoolean()).ShouldBe([true, false, false]);
        (items[1].GetProperty("error").GetProperty("type").GetString(), items[2].GetProperty("error").GetProperty("type").GetString()).ShouldBe(("refused", "bad_input"));
        items[1].GetProperty("error").GetProperty("retryable").GetBoolean().ShouldBeFalse();
        world.App.Data.All("select client, tag from tags").Select(t => (t["client"], t["tag"])).ShouldBe([("acme", "x")]);
    }

    [Fact]
    public async Task What_has_no_call_for_many_is_done_one_after_another()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false);
        var id = world.NewContact();

        var items = (await world.RunAsync("note_create", new { items = new[] { "a", "b", "c" }.Select(n => new { taskId = n, input = new { contactId = id, body = n } }) })).ShouldSucceed().GetProperty("items");

        items.GetArrayLength().ShouldBe(3);
        world.App.Data.All("select body from notes order by id").Select(r => r["body"]).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task An_agent_that_died_after_the_change_finds_it_and_one_that_cannot_look_asks_for_a_person()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => o.Operations = WithoutVerification("note_create", o.Data));
        var id = world.NewContact();
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Faults.AfterChange = _ =>
        {
            made.TrySetResult();
            return held.Task;
        };
        _ = world.RunAsync("note_create", new { contactId = id, body = "n" }, key: "k");
        await made.Task;

        await world.RestartAgentAsync(isBrowser: false);

        var error = (await world.RunAsync("note_create", new { contactId = id, body = "n" }, key: "k", attempt: 2)).ShouldFail("needs_review");
        error.Retryable.ShouldBeFalse();
        world.Count("notes").ShouldBe(1);
        held.SetResult();
    }

    [Fact]
    public async Task Wrong_input_is_refused_before_anything_is_sent()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false);

        (await world.RunAsync("conversation_send", new { contactId = "1" })).ShouldFail("bad_input").Message.ShouldContain("body");
        (await world.RunAsync("conversation_send", null)).ShouldFail("bad_input");
        (await world.RunAsync("tag_add", new { contactId = "1", tag = "x" }, "nobody")).ShouldFail("no_credentials").Retryable.ShouldBeFalse();

        world.Count("accessLog").ShouldBe(0);
    }

    private static string WithoutVerification(string operation, string data)
    {
        var target = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(data)!, "operations", "rest")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(CrmWorld.ShippedOperations, "rest")))
        {
            var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            if (Path.GetFileNameWithoutExtension(file) == operation)
                json.Remove("verify");
            File.WriteAllText(Path.Combine(target, Path.GetFileName(file)), json.ToJsonString());
        }

        return Path.GetDirectoryName(target)!;
    }

    /// <summary>Waiting takes no time: the clock jumps to the end of every wait.</summary>
    private sealed class Hurried : TimeProvider
    {
        private long ahead;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromSeconds(10))
            {
                Interlocked.Add(ref ahead, dueTime.Ticks);
                dueTime = TimeSpan.Zero;
            }

            return System.CreateTimer(callback, state, dueTime, period);
        }
    }
}
