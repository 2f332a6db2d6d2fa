using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// What a workflow inside could not undo was asked of that one alone: where it was inside of another that had undone all of its own, a rerun with another input began both anew, and what
/// had been done two levels down was done a second time.
/// </summary>
public sealed class WhatWasNotUndoneTwoLevelsDownWasDoneTwiceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Once = """ "retry": { "maxAttempts": 1 }, """;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task It_is_undone_before_anything_begins_in_its_place(int levels)
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, inner) = await FailAsync(host, ledger, levels);
        var done = ledger.Names.Count;
        ledger.Refuse("undo-d1");

        var again = await AgainAsync(host, id, 1);

        ledger.Effects.Skip(done).ShouldBe([("undo-d1", $"{inner[^1]}~0~undo"), ("uncount", $"{id}~0~1~undo")]);
        again.State.ShouldBe(WorkflowStates.Failed);
        again.Nodes[1].Error.ShouldNotBeNull().ShouldContain($"This node was the run {inner[0]} before");
        again.Nodes[1].Error!.ShouldContain($"Not undone, as the compensation failed: what is inside in ({inner[1]}).");
        (await host.EndAsync(inner[^2])).Nodes[1].CompensationError.ShouldNotBeNull().ShouldContain("as the compensation failed: d1.");
        ledger.Refuse();

        (await AgainAsync(host, id, 2)).State.ShouldBe(WorkflowStates.Completed);

        ledger.Effects[done + 2].ShouldBe(("undo-d1", $"{inner[^1]}~0~undo"));
        ledger.Names.Skip(done + 3).ShouldBe([.. Enumerable.Range(1, levels - 1).Select(l => $"m{l}"), "d1", "d2"]);
        foreach (var run in inner)
            (await host.EndAsync(run)).ShouldSatisfyAllConditions(r => r.Nodes.ShouldAllBe(n => n.CompensationError == null), r => r.Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated));
    }

    [Fact]
    public async Task Who_cancels_the_one_between_gives_up_what_is_inside_and_nothing_is_forgotten()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, inner) = await FailAsync(host, ledger, 3);
        var done = ledger.Names.Count;
        ledger.Refuse();
        var held = ledger.Hold("undo-d1");
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        await Eventually.HoldsAsync(() => ledger.Names.Count == done + 1, "it is being undone");

        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = inner[0], Reason = "enough" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

        var run = await host.WaitForAsync(id, r => r.Run == 1 && WorkflowStates.IsEnd(r.State));
        held.SetResult();
        ledger.Held.Clear();
        run.Nodes[1].Error.ShouldNotBeNull().ShouldContain("Then it was cancelled: enough. Not undone, as the compensation failed or was cancelled: what is inside in");
        ledger.Names.Skip(done).ShouldBe(["undo-d1", "uncount"]);

        (await AgainAsync(host, id, 2)).State.ShouldBe(WorkflowStates.Completed);

        ledger.Effects[done + 2].ShouldBe(("undo-d1", $"{inner[^1]}~0~undo"));
        ledger.Names.Skip(done + 3).ShouldBe(["m1", "m2", "d1", "d2"]);
    }

    [Fact]
    public async Task Where_a_rerun_skips_it_the_run_warns_of_it()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, inner) = await FailAsync(host, ledger, 2, condition: """ "condition": "results.a.body == `1`", """);

        var again = await AgainAsync(host, id, 1);

        (again.State, again.Nodes[1].State).ShouldBe((WorkflowStates.Completed, WorkflowNodeStates.Skipped));
        again.Warnings.ShouldHaveSingleItem().ShouldStartWith($"s is skipped now, and is not undone: what the run {inner[0]}, which is inside it");
    }

    public static TheoryData<int> Commits => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Whenever_its_host_dies_another_undoes_it_before_it_begins_anew(int commit)
    {
        await using var ledger = await LedgerServer.StartAsync();
        var doomed = await DoomedHost.StartAsync(redis.Port);
        var (id, inner) = await FailAsync(doomed.Host, ledger, 2, retry: "");
        var done = ledger.Names.Count;
        ledger.Refuse();

        await using var rescuer = await doomed.RerunAndDieAsync(id, commit);
        (await rescuer.WaitForAsync(id, r => r.Run == 1 && WorkflowStates.IsEnd(r.State))).State.ShouldBe(WorkflowStates.Completed);

        var rest = ledger.Effects.Skip(done).Distinct().ToList();
        rest[0].ShouldBe(("undo-d1", $"{inner[^1]}~0~undo"));
        rest.Skip(1).Select(e => e.Name).ShouldBe(["m1", "d1", "d2"]);
    }

    /// <returns>The run, and those inside it, the innermost last: it could not undo what it had done.</returns>
    private static async Task<(string Run, IReadOnlyList<string> Inner)> FailAsync(WorkflowHost host, LedgerServer ledger, int levels, string retry = Once, string condition = "")
    {
        ledger.Refuse("d2", "undo-d1");
        string Post(string path) => $$""" "type": "http_request", {{retry}} "configuration": { "url": "{{ledger.Address}}/{{path}}", "method": "POST" } """;
        string Undone(string name) => $$"""{ "id": "{{name}}", {{Post($"may/{name}")}}, "compensation": { {{Post($"may/undo-{name}")}} } }""";
        var inside = $$"""{ "workflowId": "deep", "nodes": [ {{Undone("d1")}}, { "id": "d2", {{Post("may/d2")}} } ], "edges": [ { "source": "d1", "target": "d2" } ] }""";
        for (var level = levels - 1; level > 0; level--)
        {
            inside = $$"""
                { "workflowId": "mid{{level}}", "nodes": [ {{Undone($"m{level}")}}, { "id": "in", "type": "sub_workflow", "inputs": { "v": "/input/v" }, "configuration": {{inside}} } ],
                  "edges": [ { "source": "m{{level}}", "target": "in" } ] }
                """;
        }

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [
                { "id": "a", {{Post("count")}}, "compensation": { {{Post("may/uncount")}} } },
                { "id": "s", {{condition}} "type": "sub_workflow", "inputs": { "v": "/results/a/body" }, "configuration": {{inside}} } ],
              "edges": [ { "source": "a", "target": "s" } ] }
            """));
        run.State.ShouldBe(WorkflowStates.Failed, run.Reason);
        var m = Enumerable.Range(1, levels - 1).Select(l => $"m{l}").ToList();
        ledger.Names.ShouldBe([.. m, "d1", "d2", "undo-d1", .. m.AsEnumerable().Reverse().Select(name => $"undo-{name}"), "uncount"]);
        var inner = new List<string>();
        for (var (of, level) = (run.ExecutionId, 0); level < levels; level++)
            inner.Add(of = WorkflowIds.SubWorkflow(new NodeOrigin(of, 1, 0)));
        return (run.ExecutionId, inner);
    }

    private static async Task<WorkflowDetails> AgainAsync(WorkflowHost host, string id, int number)
    {
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        return await host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
    }
}
