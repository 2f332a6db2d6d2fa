using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Crm.Tests.Browser;

/// <summary>kill -9 of Chromium.</summary>
public sealed class CrashedBrowserTests : IAsyncLifetime
{
    private readonly string mark = $"--agent-mark={Guid.NewGuid():N}";
    private CrmWorld world = null!;

    public async Task InitializeAsync() => world = await CrmWorld.StartAsync(isBrowser: true, o => o.ChromiumArguments = [mark]);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Between_tasks_it_is_started_again_and_its_sessions_log_in_again()
    {
        var id = world.NewContact();
        (await world.RunAsync("note_create", new { contactId = id, body = "1" })).ShouldSucceed();

        var browser = await world.Browser.GetAsync(CancellationToken.None);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        browser.Disconnected += (_, _) => ended.TrySetResult();
        Kill();
        await ended.Task;
        (await world.RunAsync("note_create", new { contactId = id, body = "2" })).ShouldSucceed();

        world.Browser.Starts.ShouldBe(2);
        world.Count("notes").ShouldBe(2);
        world.Count("sessions where client = 'acme'").ShouldBe(2);
    }

    [Fact]
    public async Task In_the_middle_of_a_message_it_is_found_with_the_next_browser_and_not_sent_again()
    {
        var input = new { contactId = world.NewContact(), body = "once" };
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Faults.AfterChange = _ =>
        {
            sent.TrySetResult();
            return held.Task;
        };
        var first = world.RunAsync("conversation_send", input, key: "m-1");
        (await Task.WhenAny(first, sent.Task)).ShouldBe(sent.Task);

        Kill();

        var id = world.App.Data.One("select id from messages")!["id"]!.ToString();
        (await first).ShouldSucceed().GetProperty("messageId").GetString().ShouldBe(id);
        (await world.RunAsync("conversation_send", input, key: "m-1", attempt: 2)).ShouldSucceed().GetProperty("messageId").GetString().ShouldBe(id);
        world.Count("messages").ShouldBe(1);
        held.SetResult();
    }

    /// <summary>The browser itself: its helpers go with it. No other has this argument.</summary>
    private void Kill()
    {
        var browser = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _))
            .Single(n => Read($"/proc/{n}/cmdline") is var line && line.Contains(mark, StringComparison.Ordinal) && line.Contains("--remote-debugging", StringComparison.Ordinal) && !line.Contains("--type=", StringComparison.Ordinal));
        UnixSignals.Send(int.Parse(browser!), UnixSignal.Kill).ShouldBeTrue();
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
