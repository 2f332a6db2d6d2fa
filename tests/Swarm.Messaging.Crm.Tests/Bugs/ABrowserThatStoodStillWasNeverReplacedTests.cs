using System.Diagnostics;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A Chromium that stood still as a whole was connected still: contexts were thrown away and opened in it again, and every task failed as <c>page_hung</c> until the dead letter.</summary>
public sealed class ABrowserThatStoodStillWasNeverReplacedTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private CrmWorld world = null!;

    public async Task InitializeAsync() => world = await CrmWorld.StartAsync(isBrowser: true, o => o.StepTimeout = TimeSpan.FromSeconds(5));

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task In_the_middle_of_a_message_it_is_killed_and_another_finds_it_sent()
    {
        var input = new { contactId = world.NewContact(), body = "once" };
        var others = world.NewContact("birch");
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Faults.AfterChange = _ =>
        {
            sent.TrySetResult();
            return held.Task;
        };
        var first = world.RunAsync("conversation_send", input, key: "m-1");
        (await Task.WhenAny(first, sent.Task)).ShouldBe(sent.Task);
        var id = await world.Browser.ProcessIdAsync();

        UnixSignals.Send(id, UnixSignal.Stop).ShouldBeTrue();
        world.App.Faults.AfterChange = null;
        held.SetResult();
        var second = DoneAsync(n => world.RunAsync("note_create", new { contactId = others, body = "another client's" }, client: "birch", key: "n-1", attempt: n));

        (await first.WaitAsync(Patience)).ShouldSucceed();
        (await second.WaitAsync(Patience)).ShouldSucceed();
        world.Count("messages").ShouldBe(1);
        world.Count("notes").ShouldBe(1);
        world.Browser.Starts.ShouldBe(2);
        Should.Throw<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task Between_tasks_the_next_fails_as_with_a_browser_that_died_and_is_done_when_it_is_tried_again()
    {
        var contact = world.NewContact();
        (await world.RunAsync("note_create", new { contactId = contact, body = "1" })).ShouldSucceed();

        UnixSignals.Send(await world.Browser.ProcessIdAsync(), UnixSignal.Stop).ShouldBeTrue();

        (await world.RunAsync("note_create", new { contactId = contact, body = "2" }).WaitAsync(Patience)).ShouldFail("browser_ended").Retryable.ShouldBeTrue();
        (await world.RunAsync("note_create", new { contactId = contact, body = "2" }).WaitAsync(Patience)).ShouldSucceed();
        world.Count("notes").ShouldBe(2);
        world.Browser.Starts.ShouldBe(2);
    }

    /// <summary>As the system would: what fails retryably is tried again. The browser may stand still once.</summary>
    private static async Task<AgentResult> DoneAsync(Func<int, Task<AgentResult>> attempt)
    {
        var first = await attempt(1);
        if (first is not AgentResult.Failed { Error: TaskError error })
            return first;
        error.Type.ShouldBe("browser_ended", error.Message);
        return await attempt(2);
    }
}
