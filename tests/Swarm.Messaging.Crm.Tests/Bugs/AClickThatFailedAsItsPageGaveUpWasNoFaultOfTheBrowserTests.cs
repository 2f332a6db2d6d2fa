using Swarm.Messaging.Crm.Browser;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>
/// On a browser that stood still the click and the wait for its page ran out of time together: Playwright threw <see cref="ObjectDisposedException"/>, which nobody took for the end of a
/// browser.
/// </summary>
public sealed class AClickThatFailedAsItsPageGaveUpWasNoFaultOfTheBrowserTests
{
    [Fact]
    public async Task What_the_click_said_is_thrown() =>
        (await Should.ThrowAsync<TimeoutException>(() => ClickAndWait.OfAsync(() => throw new TimeoutException("of the click"), GivenUpAsync))).Message.ShouldBe("of the click");

    [Fact]
    public async Task A_wait_that_was_disposed_without_a_fault_of_the_click_is_one_of_the_browser() =>
        (await Should.ThrowAsync<ObjectDisposedException>(() => ClickAndWait.OfAsync<int>(() => Task.CompletedTask, _ => throw new ObjectDisposedException("connection")))).IsOfBrowser().ShouldBeTrue();

    [Fact]
    public async Task A_step_on_a_browser_that_was_closed_is_a_fault_of_the_browser()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: true);
        var page = await (await world.Browser.GetAsync(CancellationToken.None)).NewPageAsync();
        await world.Browser.DisposeAsync();

        (await Should.ThrowAsync<Exception>(() => page.GotoAsync("about:blank"))).IsOfBrowser().ShouldBeTrue();
    }

    /// <summary>As Playwright's wait does when it has disposed itself before the click failed.</summary>
    private static async Task<int> GivenUpAsync(Func<Task> click)
    {
        try
        {
            await click();
            return 1;
        }
        catch
        {
            throw new ObjectDisposedException(null, "The CancellationTokenSource has been disposed.");
        }
    }
}
