using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Crm.Browser;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>Of the ids of sessions the newest 10,000 are remembered; a session that was open for longer than that was any client's who was sent into it, logged in as the one that had it.</summary>
public sealed class AnOpenSessionWasGivenAwayWhenItsBindingWasForgottenTests
{
    private const int More = 10_001;

    [Fact]
    public async Task It_says_itself_whose_it_is()
    {
        var options = new CrmAgentOptions { Operations = "", BaseAddress = new("http://localhost/"), Credentials = "", Data = "", MaxSessions = 2 };
        await using var browser = new BrowserProcess(options, NullLogger<BrowserProcess>.Instance);
        await using var sessions = new BrowserSessions(browser, options, new FakeTimeProvider(), NullLogger<BrowserSessions>.Instance);
        var mine = await sessions.EnterAsync("s-1", "acme", CancellationToken.None);
        for (var i = 0; i < More; i++)
            sessions.Leave(await sessions.EnterAsync($"other-{i}", "acme", CancellationToken.None));

        var refused = await Should.ThrowAsync<StepException>(() => sessions.EnterAsync("s-1", "birch", CancellationToken.None));

        refused.Type.ShouldBe("session_bound");
        (await sessions.EnterAsync("s-1", "acme", CancellationToken.None)).ShouldBeSameAs(mine);
    }
}
