using System.Net;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A limit or pause of a key with characters that no client, agent or operation can have was taken, and held nothing up; a locationId with such characters counted elsewhere in silence.</summary>
public sealed class AKeyThatNothingIsCalledWasTakenTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_is_refused_over_HTTP_with_the_rule_and_what_was_once_said_of_it_can_be_taken_back()
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        foreach (var (key, rule) in new[]
        {
            ("client:ä", "this has the character 'ä'"), ("client:cedar/x", "this has the character '/'"), ("location:a b", "this has the character ' '"), ("agent:a%2Fb", "this has the character '%'"),
            ("operation:GHL/tag_add", "operation:ghl/tag_add"),
        })
        {
            var pause = await world.Api.PostAsync("/api/limits/pause", $$"""{"key":"{{key}}","forMs":60000}""");
            pause.Status.ShouldBe(HttpStatusCode.BadRequest, key);
            pause["message"].ShouldContain(rule);
            (await world.Api.PostAsync("/api/limits/resume", $$"""{"key":"{{key}}"}""")).Status.ShouldBe(HttpStatusCode.OK, key);
        }

        (await world.Api.GetAsync("/api/limits")).Json.GetProperty("limits").EnumerateArray().ShouldAllBe(l => l.GetProperty("default").GetBoolean());
    }

    [Fact]
    public async Task An_id_in_a_route_is_one_segment_whatever_stands_in_it()
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        foreach (var id in new[] { "a%2Fb", "%C3%A4", "a%20b", "a%3Fb" })
        {
            foreach (var route in new[] { $"/api/tasks/{id}", $"/api/tasks/{id}/explain", $"/api/batches/{id}", $"/api/crm/assignments/{id}" })
                ((int)(await world.Api.GetAsync(route)).Status).ShouldBeInRange(400, 404, route);
        }
    }

    [Fact]
    public async Task A_location_that_is_no_id_is_said_to_count_for_its_client()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);

        (await world.SubmitAsync("good", "conversation_read", "cedar", new { locationId = "ve9EPM42" })).Warnings.ShouldBeEmpty();
        (await world.SubmitAsync("none", "conversation_read", "cedar")).Warnings.ShouldBeEmpty();
        (await world.SubmitAsync("odd", "conversation_read", "cedar", new { locationId = "../cedar" })).Warnings.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(w => w.ShouldContain("locationId is \"../cedar\""), w => w.ShouldContain("it counts for location:cedar"));
    }
}
