using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Flow;

/// <summary>Limits and pauses as an operator sets and sees them, on a whole host.</summary>
public sealed class LimitVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("limits");
    private SwarmHost host = null!;

    public async Task InitializeAsync() =>
        host = await TestHost.StartAsync(new HostSettings { Data = folder.Path, Logging = new HostLogging { Console = false } });

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_paused_client_waits_is_explained_and_goes_on_when_it_is_resumed()
    {
        (await Run("pause", "client:acme", "--for", "1h", "--reason", "their CRM is down")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("their CRM is down");
        await SubmitAsync("waits", "acme");
        (await Run("submit", "--kind", "basic", "--operation", "echo", "--client", "other", "--payload", "1", "--wait", "1m")).ShouldEnd(ExitCodes.Ok);

        var explained = (await Run("explain", "waits")).ShouldEnd(ExitCodes.Ok).Out;
        explained.ShouldContain("It waits because client:acme is paused by http: their CRM is down; it may begin at ");
        explained.ShouldContain("Waits for");
        var limit = (await Run("limits", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("limits").EnumerateArray().Where(l => !l.GetProperty("default").GetBoolean()).ShouldHaveSingleItem();
        (limit.GetProperty("key").GetString(), limit.GetProperty("waiting").GetInt32()).ShouldBe(("client:acme", 1));

        (await Run("resume", "client:acme")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("client:acme goes on.");
        (await Run("pause", "client:idle", "--reason", "holidays")).ShouldEnd(ExitCodes.Ok);
        await SubmitAsync("idle", "idle");
        (await Run("explain", "idle")).ShouldEnd(ExitCodes.Ok).Out.ReplaceLineEndings(" ").ShouldContain("swarm resume client:idle");
        (await Run("resume", "client:idle")).ShouldEnd(ExitCodes.Ok);
        (await Run("pause", "agent:nobody")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Queues waiting");
        (await Run("resume", "agent:nobody")).ShouldEnd(ExitCodes.Ok);
        (await Run("task", "waits", "--wait")).ShouldEnd(ExitCodes.Ok);
        (await Run("resume", "client:acme")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("client:acme was not paused.");
        (await Run("limits")).ShouldEnd(ExitCodes.Ok).Out.ShouldSatisfyAllConditions(o => o.ShouldContain("location:* (default)"), o => o.ShouldNotContain("client:acme"));
    }

    [Fact]
    public async Task A_rate_is_counted_and_named_in_the_explanation()
    {
        (await Run("limits", "set", "operation:basic/echo", "--rate", "2/1h", "--concurrency", "5")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("0 of 2");
        for (var i = 0; i < 3; i++)
            await SubmitAsync($"t{i}", $"client{i}");

        (await Run("explain", "t2")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("operation:basic/echo has begun 2 of 2 in 3600 s");
        (await Run("limits", "remove", "operation:basic/echo")).ShouldEnd(ExitCodes.Ok);
        (await Run("task", "t2", "--wait")).ShouldEnd(ExitCodes.Ok);
    }

    [Theory]
    [InlineData("--rate is '2/x'", "limits", "set", "client:a", "--rate", "2/x")]
    [InlineData("a number from 1 to 10000000, a slash and a duration from 1ms to 31d", "limits", "set", "client:a", "--rate", "0/10s")]
    [InlineData("a number from 1 to 10000000, a slash and a duration from 1ms to 31d", "limits", "set", "client:a", "--rate", "20000000/10s")]
    [InlineData("a number from 1 to 10000000, a slash and a duration from 1ms to 31d", "limits", "set", "client:a", "--rate", "5/40d")]
    [InlineData("{name}:{value}", "limits", "set", "acme", "--concurrency", "1")]
    [InlineData("1..100000", "limits", "set", "client:a", "--concurrency", "0")]
    [InlineData("One of concurrency, rates and weight is required", "limits", "set", "client:a")]
    [InlineData("operation:ghl/conversation_send", "limits", "set", "operation:conversation_send", "--concurrency", "1")]
    [InlineData("agent:a-1", "limits", "set", "target:a-1", "--concurrency", "1")]
    [InlineData("A weight is a client's", "limits", "set", "location:acme", "--weight", "2")]
    [InlineData("client:acme", "pause", "Client:acme")]
    [InlineData("without white space", "pause", "client:ac me")]
    [InlineData("this has the character 'ä'", "pause", "client:ä")]
    [InlineData("this has the character '/'", "limits", "set", "client:cedar/x", "--concurrency", "1")]
    [InlineData("operation:ghl/tag_add", "pause", "operation:GHL/tag_add")]
    [InlineData("One key", "pause", "client:*")]
    [InlineData("within the next 31 days", "pause", "client:a", "--until", "2001-01-01T00:00:00Z")]
    public async Task What_cannot_be_is_refused_with_the_rule(string rule, params string[] arguments)
    {
        var run = await Run(arguments);
        run.Code.ShouldNotBe(ExitCodes.Ok);
        run.Error.ShouldContain(rule);
    }

    [Fact]
    public async Task Commands_of_the_bus_are_the_same()
    {
        var intake = host.Services.GetRequiredService<CommandIntake>();
        async Task<object> Ask(string command, string json) => await intake.HandleAsync(command, Encoding.UTF8.GetBytes(json), new CommandOrigin("bus", null), CancellationToken.None);

        var set = (await Ask(nameof(SetLimit), """{"key":"client:*","rates":[{"starts":100,"perMs":10000},{"starts":200000,"perMs":86400000}],"weight":1.5}""")).ShouldBeOfType<DispatchLimits>();
        set.Limits.Where(l => !l.Default).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            l => l.Rates.ShouldBe([new RateUse(100, 10_000, 0), new RateUse(200_000, 86_400_000, 0)]), l => l.Weight.ShouldBe(1.5m));
        (await Ask(nameof(PauseDispatch), """{"key":"client:a","forMs":60000}""")).ShouldBeOfType<DispatchLimits>().Changed.ShouldBe(true);
        (await Ask(nameof(ResumeDispatch), """{"key":"client:a"}""")).ShouldBeOfType<DispatchLimits>().Changed.ShouldBe(true);
        (await Ask(nameof(GetLimits), "{}")).ShouldBeOfType<DispatchLimits>().Limits.Select(l => l.Key).ShouldBe(["client:*", "location:*"]);
        (await Ask(nameof(SetLimit), """{"key":"client:b","concurrency":1,"rate":3}""")).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Field.ShouldBe("rate");
        (await Ask(nameof(SetLimit), """{"key":"client:b","remove":true,"weight":2}""")).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Field.ShouldBe("remove");
    }

    private async Task SubmitAsync(string id, string client) =>
        (await Run("submit", "--kind", "basic", "--operation", "echo", "--id", id, "--client", client, "--payload", "1")).ShouldEnd(ExitCodes.Ok);

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
