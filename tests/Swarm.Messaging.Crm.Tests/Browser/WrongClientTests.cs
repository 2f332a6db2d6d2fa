using System.Text.Json;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Crm.Tests.Browser;

/// <summary>Mistakes of operators: another client's credentials, a script that goes to another client's pages.</summary>
public sealed class WrongClientTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("wrong");
    private CrmWorld world = null!;

    public async Task InitializeAsync()
    {
        var browser = Directory.CreateDirectory(folder.Combine("browser")).FullName;
        // A login that does not look who it has become.
        await File.WriteAllTextAsync(Path.Combine(browser, "login.json"), """
            { "operation": "login", "owner": "body", "ownerAttribute": "data-client", "loggedOut": "form#login", "steps": [
              { "do": "goto", "url": "/login" }, { "do": "fill", "at": "[name=user]", "value": "{{credentials.user}}" }, { "do": "fill", "at": "[name=password]", "value": "{{credentials.password}}" },
              { "do": "click", "at": "#login button", "navigates": true } ] }
            """);
        await File.WriteAllTextAsync(Path.Combine(browser, "look.json"), """
            { "operation": "look", "repeatable": true, "steps": [ { "do": "goto", "url": "/c/acme/contacts" }, { "do": "extract", "at": "h1", "as": "title" } ] }
            """);
        world = await CrmWorld.StartAsync(isBrowser: true, o => (o.Operations, o.Credentials) = (folder.Path, folder.Combine("credentials.json")), c => File.WriteAllText(folder.Combine("credentials.json"), """{"clients":{}}"""));
        var acme = world.App.Clients.Single(c => c.Id == "acme");
        await File.WriteAllTextAsync(folder.Combine("credentials.json"), JsonSerializer.Serialize(new
        {
            clients = new Dictionary<string, object> { ["acme"] = new { user = acme.User, password = acme.Password }, ["birch"] = new { user = acme.User, password = acme.Password }, ["cedar"] = new { user = "x", password = "y" } },
        }));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_page_of_another_client_is_not_worked_on_and_its_context_is_thrown_away()
    {
        (await world.RunAsync("look", new { }, "acme")).ShouldSucceed().GetProperty("title").GetString().ShouldBe("Contacts");

        (await world.RunAsync("look", new { }, "birch")).ShouldFail("wrong_client").Message.ShouldContain("belongs to 'acme' and not to birch");

        world.Sessions.Open.Single(s => s.Client == "birch").Context.ShouldBeNull();
        world.Sessions.Open.Single(s => s.Client == "acme").Context.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_login_that_is_refused_is_said_without_the_password()
    {
        var error = (await world.RunAsync("look", new { }, "cedar")).ShouldFail("login_failed");

        error.Message.ShouldContain("could not log in as cedar");
        error.Message.ShouldNotContain("'y'");
        (await world.RunAsync("look", new { }, "nobody")).ShouldFail("no_credentials").Retryable.ShouldBeFalse();
    }
}
