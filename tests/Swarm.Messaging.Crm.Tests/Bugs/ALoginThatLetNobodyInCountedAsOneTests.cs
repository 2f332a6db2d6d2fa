using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A session that was logged out still after it had logged in again failed as <c>logged_out</c>: another was opened for the client, and another, and its tasks became dead letters.</summary>
public sealed class ALoginThatLetNobodyInCountedAsOneTests : IDisposable
{
    private readonly TempFolder folder = new("let-in");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_a_login_that_fails()
    {
        var browser = Directory.CreateDirectory(folder.Combine("browser")).FullName;
        await File.WriteAllTextAsync(Path.Combine(browser, "login.json"), """
            { "operation": "login", "owner": "body", "ownerAttribute": "data-client", "loggedOut": "form#login", "steps": [ { "do": "goto", "url": "/login" } ] }
            """);
        await File.WriteAllTextAsync(Path.Combine(browser, "look.json"), """
            { "operation": "look", "repeatable": true, "steps": [ { "do": "goto", "url": "/c/acme/contacts" }, { "do": "extract", "at": "h1", "as": "title" } ] }
            """);
        await using var world = await CrmWorld.StartAsync(isBrowser: true, o => o.Operations = folder.Path);

        var error = (await world.RunAsync("look", new { }, "acme")).ShouldFail("login_failed");

        error.Retryable.ShouldBeTrue();
        error.Message.ShouldContain("has logged in again as acme");
        world.Count("accessLog where path = '/c/acme/contacts'").ShouldBe(2);
    }
}
