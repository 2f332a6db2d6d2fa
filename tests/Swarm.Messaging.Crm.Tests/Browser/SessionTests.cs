using Microsoft.Extensions.Time.Testing;

namespace Swarm.Messaging.Crm.Tests.Browser;

/// <summary>Sessions: logged in once, one client's for good, closed when idle.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private CrmWorld world = null!;

    public async Task InitializeAsync() => world = await CrmWorld.StartAsync(
        isBrowser: true, o => (o.SlotsPerSession, o.MaxSessions, o.MaxScreenshots) = (5, 3, 2), time: time);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_session_logs_in_once_for_all_its_tasks_side_by_side()
    {
        var contacts = Enumerable.Range(0, 8).Select(_ => world.NewContact()).ToList();

        await Task.WhenAll(contacts.Select(async id => (await world.RunAsync("note_create", new { contactId = id, body = "n" })).ShouldSucceed()));
        (await world.RunAsync("note_create", new { contactId = contacts[0], body = "later" })).ShouldSucceed();

        world.Count("notes").ShouldBe(9);
        world.Count("sessions where client = 'acme'").ShouldBe(1);
        world.Sessions.Open.ShouldHaveSingleItem().Id.ShouldBe("client:acme");
    }

    [Fact]
    public async Task No_page_of_a_client_is_ever_opened_in_the_context_of_another()
    {
        var work = new[] { "acme", "birch" }.SelectMany(client => Enumerable.Range(0, 4).Select(i => (Client: client, Contact: world.NewContact(client)))).ToList();

        await Task.WhenAll(work.Select(async w => (await world.RunAsync("tag_add", new { contactId = w.Contact, tag = w.Client }, w.Client)).ShouldSucceed()));

        var opened = world.App.Data.All("select distinct cookie, client, sessionClient from accessLog where client is not null");
        opened.Count.ShouldBe(2);
        opened.ShouldAllBe(o => (string)o["client"]! == (string)o["sessionClient"]!);
        opened.Select(o => o["cookie"]).Distinct().Count().ShouldBe(2);
        world.App.Data.All("select distinct client, tag from tags order by tag").Select(t => (t["client"], t["tag"])).ShouldBe([("acme", "acme"), ("birch", "birch")]);
        var contexts = await Task.WhenAll(world.Sessions.Open.Select(s => s.Context!.CookiesAsync()));
        contexts.Select(c => c.Single(k => k.Name == "crm_session").Value).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_session_is_never_given_to_another_client_not_even_after_it_was_closed()
    {
        (await world.RunAsync("conversation_read", new { contactId = world.NewContact() }, "acme", session: "s-1")).ShouldSucceed();

        var other = new { contactId = world.NewContact("birch") };
        (await world.RunAsync("conversation_read", other, "birch", session: "s-1")).ShouldFail("session_bound").Retryable.ShouldBeTrue("another session does it");
        time.Advance(world.Options.SessionIdle + TimeSpan.FromSeconds(1));
        (await world.Sessions.RunOnceAsync()).ShouldBe(1);
        (await world.RunAsync("conversation_read", other, "birch", session: "s-1")).ShouldFail("session_bound");

        world.Count("accessLog where client = 'birch'").ShouldBe(0);
    }

    [Fact]
    public async Task An_idle_session_is_closed_and_one_that_is_wanted_again_logs_in_again()
    {
        var input = new { contactId = world.NewContact() };
        (await world.RunAsync("conversation_read", input)).ShouldSucceed();
        time.Advance(world.Options.SessionIdle - TimeSpan.FromSeconds(1));
        (await world.Sessions.RunOnceAsync()).ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(2));
        (await world.Sessions.RunOnceAsync()).ShouldBe(1);
        world.Sessions.Open.ShouldBeEmpty();

        (await world.RunAsync("conversation_read", input)).ShouldSucceed();

        world.Count("sessions where client = 'acme'").ShouldBe(2);
    }

    [Fact]
    public async Task A_session_that_the_system_has_ended_is_closed_at_once_or_when_its_last_task_ends()
    {
        var input = new { contactId = world.NewContact() };
        (await world.RunAsync("conversation_read", input, session: "s-1")).ShouldSucceed();
        await world.Sessions.EndAsync("s-1");
        world.Sessions.Open.ShouldBeEmpty();
        await world.Sessions.EndAsync("s-1");

        var held = await world.Sessions.EnterAsync("s-2", "acme", CancellationToken.None);
        await world.Sessions.EndAsync("s-2");
        world.Sessions.Open.ShouldHaveSingleItem();
        world.Sessions.Leave(held);
        world.Sessions.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task There_are_never_more_sessions_than_allowed_and_the_longest_idle_one_makes_room()
    {
        var input = new { contactId = world.NewContact() };
        foreach (var session in new[] { "s-1", "s-2", "s-3", "s-1", "s-4" })
        {
            (await world.RunAsync("conversation_read", input, session: session)).ShouldSucceed();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        world.Sessions.Open.Select(s => s.Id).Order(StringComparer.Ordinal).ShouldBe(["s-1", "s-3", "s-4"]);
    }

    [Fact]
    public async Task Logged_out_by_the_service_it_logs_in_again_and_goes_on()
    {
        var id = world.NewContact();
        (await world.RunAsync("note_create", new { contactId = id, body = "1" })).ShouldSucceed();
        world.App.Data.Run("delete from sessions");

        (await world.RunAsync("note_create", new { contactId = id, body = "2" })).ShouldSucceed();

        world.Count("notes").ShouldBe(2);
        world.Count("sessions").ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_leaves_a_screenshot_and_only_the_newest_are_kept()
    {
        var paths = new List<string>();
        foreach (var id in new[] { "777", "778", "779" })
        {
            var error = (await world.RunAsync("note_create", new { contactId = id, body = "n" })).ShouldFail("refused");
            error.Retryable.ShouldBeFalse();
            error.InstanceId.ShouldBe("client:acme");
            error.Message.ShouldStartWith($"note_create, step 1 (goto /c/acme/contacts/{id}): The page was answered 404");
            paths.Add(error.Message[(error.Message.LastIndexOf("screenshot ", StringComparison.Ordinal) + "screenshot ".Length)..]);
        }

        File.Exists(paths[0]).ShouldBeFalse();
        File.Exists(paths[1]).ShouldBeTrue();
        (await File.ReadAllBytesAsync(paths[2]))[..3].ShouldBe([0xff, 0xd8, 0xff], "a JPEG");
        Directory.GetFiles(Path.GetDirectoryName(paths[2])!).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_cancelled_task_ends_and_gives_its_slot_back()
    {
        using var stop = new CancellationTokenSource();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Faults.BeforeChange = _ =>
        {
            reached.TrySetResult();
            return held.Task;
        };
        var run = world.RunAsync("tag_add", new { contactId = world.NewContact(), tag = "x" }, cancellation: stop.Token);
        (await Task.WhenAny(run, reached.Task)).ShouldBe(reached.Task);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        world.Sessions.Open.Single().Slots.CurrentCount.ShouldBe(5);
        held.SetResult();
    }
}
