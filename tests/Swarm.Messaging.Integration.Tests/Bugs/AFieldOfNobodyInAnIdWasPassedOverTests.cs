using System.Text;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Of an id that is an object a misspelt field was passed over: the task had a new id each time that it was submitted, or the rank of nobody.</summary>
[Collection(HttpCollection.Name)]
public sealed class AFieldOfNobodyInAnIdWasPassedOverTests(HttpHost host, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("/api/crm/tasks", """{"operation":"tag_add","id":{"value":"t","priority":1}}""", "id.value")]
    [InlineData("/api/crm/tasks", """{"operation":"tag_add","id":{"id":"t","prority":1}}""", "id.prority")]
    [InlineData("/api/crm/tasks/bulk", """{"tasks":[{"operation":"tag_add","id":{"id":"t","x":1}}]}""", "tasks[0].id.x")]
    public async Task Over_HTTP_it_is_refused(string path, string body, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        var answer = (await Api.Reply.OfAsync(await host.Api.Http.SendAsync(request))).Json;

        var refused = answer.TryGetProperty("results", out var results) ? results[0].GetProperty("rejected") : answer;
        refused.GetProperty("violations").EnumerateArray().Select(v => (v.GetProperty("field").GetString(), v.GetProperty("code").GetString())).ShouldBe([(field, "unknown_field")]);
    }

    [Fact]
    public async Task Over_the_bus_it_is_refused_with_the_one_that_was_meant()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);

        var refused = (await world.TellAsync(nameof(SubmitCrmTask), new { operation = "tag_add", id = new { id = "t", swarm = "s" } })).ShouldBeOfType<CommandRejected>();

        var violation = refused.Violations.ShouldHaveSingleItem();
        (violation.Field, violation.Code).ShouldBe(("id.swarm", "unknown_field"));
        violation.Rule.ShouldContain("did you mean swarmId?");
    }
}
