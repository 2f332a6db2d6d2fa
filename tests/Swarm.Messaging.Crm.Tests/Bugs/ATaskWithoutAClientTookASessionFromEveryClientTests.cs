using System.Text.Json;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>Work without a client bound its session to the name "default"; the client that got the session later was refused in it, for good.</summary>
public sealed class ATaskWithoutAClientTookASessionFromEveryClientTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("nobody");
    private CrmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await CrmWorld.StartAsync(isBrowser: true, o => (o.Credentials, o.MaxSessions) = (folder.Combine("credentials.json"), 2), c => File.WriteAllText(folder.Combine("credentials.json"), """{"clients":{}}"""));
        var users = new[] { ("default", "acme"), ("acme", "acme"), ("birch", "birch") }.Select(u => (u.Item1, Who: world.App.Clients.Single(c => c.Id == u.Item2)));
        await File.WriteAllTextAsync(folder.Combine("credentials.json"), JsonSerializer.Serialize(new { clients = users.ToDictionary(u => u.Item1, u => new { user = u.Who.User, password = u.Who.Password }) }));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_client_that_gets_the_session_works_in_an_empty_context_of_its_own()
    {
        _ = await world.RunAsync("conversation_read", new { contactId = "x" }, "default", session: "s-1");
        var nobodys = world.Sessions.Open.ShouldHaveSingleItem();
        nobodys.Context.ShouldNotBeNull();

        (await world.RunAsync("conversation_read", new { contactId = world.NewContact("birch") }, "birch", session: "s-1")).ShouldSucceed();

        world.Sessions.Open.ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.Client.ShouldBe("birch"), s => s.ShouldNotBeSameAs(nobodys));
        nobodys.Context.ShouldBeNull("it is closed");
        world.Count("accessLog where client = 'birch' and sessionClient <> 'birch'").ShouldBe(0);
    }

    [Fact]
    public async Task What_runs_without_a_client_ends_in_its_own_context_and_then_that_is_closed()
    {
        var nobodys = await world.Sessions.EnterAsync("s-1", "default", CancellationToken.None);
        var birchs = await world.Sessions.EnterAsync("s-1", "birch", CancellationToken.None);

        birchs.ShouldNotBeSameAs(nobodys);
        world.Sessions.Open.Count.ShouldBe(2);
        world.Sessions.Leave(nobodys);
        world.Sessions.Open.ShouldHaveSingleItem().ShouldBeSameAs(birchs);
        world.Sessions.Leave(birchs);
    }
}
