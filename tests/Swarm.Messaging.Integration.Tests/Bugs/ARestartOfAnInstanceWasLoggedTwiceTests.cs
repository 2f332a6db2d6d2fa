using System.Net;
using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A restart over HTTP was told by the route and by the command behind it: two lines for one action, with two names.</summary>
[Collection(HttpCollection.Name)]
public sealed class ARestartOfAnInstanceWasLoggedTwiceTests(HttpHost host)
{
    [Fact]
    public async Task An_action_of_an_operator_is_a_line_with_who_what_before_and_after()
    {
        await host.Get<InstancePool>().SettledAsync();
        var id = host.Get<InstancePool>().Report("").Instances[0].Id;

        (await host.Api.PostAsync($"/api/pool/instances/{id}/restart", """{"reason":"slow"}""")).Status.ShouldBe(HttpStatusCode.OK);

        await Eventually.HoldsAsync(() => Told(id).Count > 0, "it is logged");
        Told(id).ShouldHaveSingleItem().ShouldMatch($"^\\S+@127\\.0\\.0\\.1 did restart on {id}: running -> restarted$");
        (await host.Api.PostAsync("/api/pool/instances/wasm_nowhere/restart", "{}")).Status.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.HoldsAsync(() => Told("wasm_nowhere").Count > 0, "the refusal is logged");
        Told("wasm_nowhere").ShouldHaveSingleItem().ShouldContain("did restart on wasm_nowhere: running -> ");
        (await host.Api.PostAsync($"/api/pool/instances/{id}/restart", """{"reason":7}""")).Violation.Field.ShouldBe("reason");
    }

    private List<string> Told(string id) =>
    [
        .. HostLogFile.Lines(host.Data).Where(line => line.EndsWith('}')).Select(line => JsonElement.Parse(line))
            .Where(e => Text(e, "Action") == "restart" && Text(e, "Subject") == id).Select(e => $"{Text(e, "Who")} did restart on {id}: {Text(e, "Before")} -> {Text(e, "After")}"),
    ];

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
