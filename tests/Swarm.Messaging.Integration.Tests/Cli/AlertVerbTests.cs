using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>What the verb says of a host's answer. The answers are made here: which alerts a host of the tests has depends on how busy the machine is.</summary>
public sealed class AlertVerbTests
{
    private const string Raised = """
        {"alertId":"a1","name":"queue_backlog","severity":"SEVERITY","subject":"code","value":1200,"threshold":1000,"since":"2026-01-02T03:04:05Z","hint":"more workers"}
        """;

    [Fact]
    public async Task It_says_that_there_are_none()
    {
        var run = await AnsweredAsync("""{"active":[],"ended":[]}""");

        run.ShouldEnd(ExitCodes.Ok).Out.Trim().ShouldBe("No alert is on.");
    }

    [Theory]
    [InlineData("warning", ExitCodes.Ok)]
    [InlineData("critical", ExitCodes.Failed)]
    public async Task It_shows_each_and_fails_while_a_critical_one_is_on(string severity, int code)
    {
        var run = await AnsweredAsync($$"""{"active":[{{Raised.Replace("SEVERITY", severity, StringComparison.Ordinal)}}],"ended":[]}""");

        foreach (var part in new[] { severity, "queue_backlog", "1200", "1000", "more workers" })
            run.ShouldEnd(code).Out.ShouldContain(part);
    }

    private static async Task<CliRun> AnsweredAsync(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var host = builder.Build();
        host.MapGet("/api/alerts", () => Results.Text(answer, "application/json"));
        await host.StartAsync();
        return await CliRun.OfAsync("alerts", "--host", host.Urls.First(), "--token", "any");
    }
}
