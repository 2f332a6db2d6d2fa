using Swarm.Messaging.Agents;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A task that asked for an option that a list does not have failed as a page without an element, was tried again and again, and opened the breaker of the agent.</summary>
public sealed class AnOptionThatIsNotThereStoppedTheAgentOfAllClientsTests : IAsyncLifetime
{
    private CrmWorld world = null!;

    public async Task InitializeAsync() => world = await CrmWorld.StartAsync(isBrowser: true, o => o.StepTimeout = TimeSpan.FromSeconds(2));

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_is_the_tasks_own_fault_and_says_which_there_are()
    {
        var error = (await world.RunAsync("calendar_booking", new { contactId = world.NewContact(), calendar = "NoSuchCalendar", startsAt = "2026-12-11T10:00" })).ShouldFail("bad_input");

        error.Retryable.ShouldBeFalse();
        foreach (var part in new[] { "input.calendar", "'NoSuchCalendar'", "'Discovery'", "'Demo'" })
            error.Message.ShouldContain(part);
        world.Count("bookings").ShouldBe(0);
    }

    [Fact]
    public async Task A_list_that_has_nothing_to_choose_from_says_nothing_of_the_task()
    {
        world.App.Data.Run("delete from pipelines");
        var error = (await world.RunAsync("opportunity_create", new { contactId = world.NewContact(), pipeline = "sales", stage = "New", name = "One" })).ShouldFail("element_missing");

        error.Retryable.ShouldBeTrue();
        new AgentOptions().BreakerIgnores.ShouldContainKeyAndValue("element_missing", true);
    }
}
