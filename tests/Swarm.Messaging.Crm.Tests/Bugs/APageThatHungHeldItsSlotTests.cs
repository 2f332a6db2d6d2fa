using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>What asks a page, takes its picture or closes it waited for as long as the page was silent: an attempt on a page that hung held its slot of the session until the task's own time-out.</summary>
public sealed class APageThatHungHeldItsSlotTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private CrmWorld world = null!;

    public async Task InitializeAsync() =>
        world = await CrmWorld.StartAsync(isBrowser: true, o => (o.SlotsPerSession, o.StepTimeout) = (1, TimeSpan.FromSeconds(3)));

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("<body data-client='acme'><script>while (true) { }</script>", "no_answer")]
    [InlineData("<body data-client='acme'><script>addEventListener('DOMContentLoaded', () => setTimeout(() => { while (true) { } }, 0))</script>", "page_hung")]
    [InlineData("<body data-client='acme'><table><script>setInterval(() => document.querySelector('table').append(document.createElement('tr')), 0)</script>", null)]
    [InlineData(null, "no_answer")]
    public async Task The_attempt_is_answered_and_the_next_task_of_the_session_is_done(string? page, string? type)
    {
        var contact = world.NewContact();
        (await world.RunAsync("note_create", new { contactId = contact, body = "before" })).ShouldSucceed();
        var session = world.Sessions.Open.ShouldHaveSingleItem();
        await session.Context!.RouteAsync("**/conversation", route => page is null ? Task.CompletedTask : route.FulfillAsync(new RouteFulfillOptions { Body = page, ContentType = "text/html" }));

        var ended = await world.RunAsync("conversation_read", new { contactId = contact }).WaitAsync(Patience);

        if (type is not null)
            ended.ShouldFail(type).Retryable.ShouldBeTrue();
        session.Users.ShouldBe(0);
        session.Slots.CurrentCount.ShouldBe(1);
        (await world.RunAsync("note_create", new { contactId = contact, body = "after" }).WaitAsync(Patience)).ShouldSucceed();
        world.Count("notes").ShouldBe(2);
    }
}
