using System.Net;
using System.Text;
using Swarm.Messaging.Integration.Tests.Http;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Bodies of routes that need none, and what stood beside the list of many tasks, were passed over whatever they said.</summary>
[Collection(HttpCollection.Name)]
public sealed class ABodyWithFieldsOfNobodyWasTakenTests(HttpHost host)
{
    [Theory]
    [InlineData("POST", "/api/sessions/clean-up", """{"x":1}""")]
    [InlineData("DELETE", "/api/sessions/s-1", """{"x":1}""")]
    [InlineData("DELETE", "/api/batches/batch_1", """{"x":1}""")]
    [InlineData("POST", "/api/breakers/session:s-1/reset", """{"x":1}""")]
    [InlineData("POST", "/api/crm/tasks/bulk", """{"tasks":[{"operation":"tag_add"}],"x":1}""")]
    public async Task They_are_refused_with_the_field(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        var reply = await Api.Reply.OfAsync(await host.Api.Http.SendAsync(request));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Json.GetProperty("violations").EnumerateArray().Select(v => (v.GetProperty("field").GetString(), v.GetProperty("code").GetString())).ShouldBe([("x", "unknown_field")]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task A_clean_up_needs_no_body(string body) => (await host.Api.PostAsync("/api/sessions/clean-up", body)).Status.ShouldBe(HttpStatusCode.OK);
}
