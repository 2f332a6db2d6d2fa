using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Flow;

namespace Swarm.Messaging.Tests.Distribution.Operations;

public sealed class CrmLimitKeysTests
{
    private readonly DistributionOptions options = new();

    [Theory]
    [InlineData("input.pipelineId", """{"pipelineId":"p1"}""", "k:p1")]
    [InlineData("input.pipelineId", """{"pipelineId":7}""", "k:7")]
    [InlineData("input.tags", """{"tags":["a","b","a"]}""", "k:a k:b")]
    [InlineData("input.tags[?starts_with(@, 'vip')]", """{"tags":["vip-1","x"]}""", "k:vip-1")]
    [InlineData("join('/', [client, input.owner])", """{"owner":"ann"}""", "k:acme/ann")]
    [InlineData("operation", "{}", "k:contact_create")]
    [InlineData("input.name", """{"name":"a b|c"}""", "k:a%20b%7Cc")]
    [InlineData("input.at", """{"at":"2026-01-02T03:04:05Z"}""", "k:2026-01-02T03:04:05Z")]
    [InlineData("input.absent", """{"pipelineId":"p1"}""", "")]
    [InlineData("length(input.number)", """{"number":5}""", "")]
    [InlineData("input.pipelineId", """{"items":[{"input":{"pipelineId":"p1"}},{"input":{"pipelineId":"p2"}}]}""", "")]
    public void A_task_counts_for_what_its_expression_finds(string expression, string payload, string keys)
    {
        options.LimitKeys["k"] = expression;

        string.Join(' ', Keys(payload)).ShouldBe(keys);
    }

    [Fact]
    public void A_batch_that_is_one_task_counts_for_those_of_all_its_inputs()
    {
        options.LimitKeys["k"] = "input.pipelineId";

        Keys("""{"items":[{"input":{"pipelineId":"p1"}},{"input":{"pipelineId":"p2"}}]}""", "batch_1").ShouldBe(["k:p1", "k:p2"]);
    }

    [Fact]
    public void No_more_than_a_task_can_count_for()
    {
        options.LimitKeys["k"] = "input.tags";

        Keys($$"""{"tags":[{{string.Join(",", Enumerable.Range(0, 50))}}]}""").Count.ShouldBe(CrmLimitKeys.Most);
    }

    [Fact]
    public void A_value_of_any_length_counts_for_a_key_of_its_own()
    {
        options.LimitKeys["k"] = "input.name";
        var same = new string('y', 300);

        string[] keys = [.. Keys($$"""{"name":"{{same}}a"}"""), .. Keys($$"""{"name":"{{same}}b"}"""), .. Keys($$"""{"name":"{{same}}a"}""")];

        keys[0].ShouldNotBe(keys[1]);
        keys[2].ShouldBe(keys[0]);
        keys.ShouldAllBe(k => k.Length == "k:".Length + 200);
        FlowKeyRules.LimitFault($"k:{same}", false, ["k"]).ShouldNotBeNull().ShouldContain("at most 200");
        FlowKeyRules.LimitFault(keys[0], false, ["k"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("pipeline", "input.pipelineId", null)]
    [InlineData("client", "input.pipelineId", "no name of its own")]
    [InlineData("Pipe line", "input.pipelineId", "no name of its own")]
    [InlineData("pipeline", "input..", "no JMESPath expression")]
    [InlineData("pipeline", "", "no JMESPath expression")]
    public void What_is_set_up_is_checked(string name, string expression, string? fault)
    {
        options.LimitKeys[name] = expression;

        var found = options.Validate(new ValidationContext(options)).Select(r => r.ErrorMessage!).ToList();

        if (fault is null)
            found.ShouldBeEmpty();
        else
            found.ShouldHaveSingleItem().ShouldContain(fault);
    }

    private IReadOnlyList<string> Keys(string payload, string? batchId = null) => new CrmLimitKeys(Options.Create(options)).Of(
        new SubmitTask { Kind = "ghl", Operation = "contact_create", Client = "acme", Payload = JsonElement.Parse(payload) }, batchId);
}
