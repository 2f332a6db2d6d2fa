using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Distribution.Batching;

namespace Swarm.Messaging.Tests.Distribution.Batching;

public sealed class ConsolidationTests
{
    [Fact]
    public void Outputs_are_merged_in_the_order_of_the_tasks_and_what_two_have_is_named()
    {
        var sum = Consolidation.Of([Good("a", """{"x":1,"y":1}"""), Bad("b"), Good("c", """{"y":2,"z":3}"""), Good("d", "5"), Good("e", """{"y":4}""")]);

        sum.Merged.ToDictionary(m => m.Key, m => m.Value.GetInt32()).ShouldBe(new Dictionary<string, int> { ["x"] = 1, ["y"] = 4, ["z"] = 3 }, ignoreOrder: true);
        sum.Collisions.ShouldBe(["y"]);
        sum.Outputs.Keys.ShouldBe(["a", "c", "d", "e"], ignoreOrder: true);
    }

    [Fact]
    public void Of_nothing_it_is_nothing()
    {
        var sum = Consolidation.Of([Bad("a")]);
        (sum.Merged.Count, sum.Outputs.Count, sum.Collisions.Count).ShouldBe((0, 0, 0));
    }

    private static BatchItemResult Good(string task, string output) => new() { TaskId = task, Success = true, Output = JsonElement.Parse(output) };

    private static BatchItemResult Bad(string task) => new() { TaskId = task, Error = "e" };
}
