using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class CommandRulesTests
{
    [Theory]
    [InlineData("leader")]
    [InlineData("Global")]
    [InlineData("available")]
    [InlineData("WASM-instances")]
    [InlineData("phase-5")]
    public void A_reserved_word_is_refused_by_name(string id)
    {
        var violation = Check(id).ShouldHaveSingleItem();

        violation.ShouldSatisfyAllConditions(
            v => v.Code.ShouldBe("reserved_id"), v => v.Value.ShouldBe(id), v => v.Rule.ShouldContain(id), v => v.Field.ShouldBe("taskId"));
    }

    [Theory]
    [InlineData("a:b", "':'")]
    [InlineData("a b", "' '")]
    [InlineData("é", "'é'")]
    [InlineData("a\n", "U+000A")]
    [InlineData("\0", "U+0000")]
    public void A_character_that_may_not_stand_is_named(string id, string named) => Check(id).ShouldHaveSingleItem().Rule.ShouldContain(named);

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public void A_length_out_of_range_is_named(int length) => Check(new string('x', length)).ShouldHaveSingleItem().Rule.ShouldContain($"{length}");

    [Theory]
    [InlineData("leaders")]
    [InlineData("A.b_c-9")]
    [InlineData("x")]
    public void Other_ids_are_good(string id) => Check(id).ShouldBeEmpty();

    [Fact]
    public void Existing_tasks_may_be_asked_for_under_any_word() =>
        CommandRules.Judge(new GetTask { TaskId = "leader" }).ShouldBeNull();

    [Fact]
    public void A_command_without_an_id_is_refused()
    {
        CommandRules.Judge(new CancelTask()).ShouldNotBeNull().Violations.ShouldHaveSingleItem().Field.ShouldBe("taskId");
        CommandRules.Judge(new ReplayTask { TaskId = "a", Reason = new string('r', 501) }).ShouldNotBeNull().Message.ShouldContain("500");
    }

    private static List<Violation> Check(string id)
    {
        var found = new List<Violation>();
        CommandRules.CheckId(id, "taskId", required: true, found);
        return found;
    }
}
