using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A workflow inside could not undo a node, was taken on by a rerun that kept it, and completed: the next rerun did all of it anew without undoing that before, and neither the
/// rerun nor the run said that it was kept.
/// </summary>
public sealed class WhatWasNotUndoneInsideWasForgottenOnceItHadCompletedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Once = """ "retry": { "maxAttempts": 1 }, """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_is_undone_before_it_is_done_anew(int levels)
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, inner) = await CompleteAsync(host, ledger, levels);
        var done = ledger.Names.Count;
        ledger.Refuse("undo-d1");

        var (_, still) = await AgainAsync(host, id, 2, "s");

        ledger.Effects.Skip(done).ShouldBe([("undo-d1", $"{inner[^1]}~1~undo"), ("undo-a", $"{id}~0~1~undo")]);
        (still.State, still.Nodes[1].State).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Failed));
        still.Nodes[1].Error.ShouldNotBeNull().ShouldStartWith(
            $"This node was the run {inner[0]} before, which had succeeded, and what that could not undo could not be undone now either, so that no new one has begun: the compensation of d1 in the run {inner[^1]} failed: ");
        still.Nodes[1].Error!.ShouldContain("404");
        ledger.Refuse();

        var (_, end) = await AgainAsync(host, id, 3, "s");

        (end.State, end.Warnings.Count).ShouldBe((WorkflowStates.Completed, 0));
        end.Nodes.ShouldAllBe(n => n.CompensationError == null);
        // One time more it has what it had, in whatever order the two first ones come.
        ledger.Names.Skip(done + 2).Order().ShouldBe(new[] { "undo-d1", "a", "c", "d1", "d2", "z" }.Concat(Middle(levels)).Order());
        ledger.Effects.Count(e => e == ("undo-d1", $"{inner[^1]}~1~undo")).ShouldBe(3);
        ledger.Names.ToList().LastIndexOf("undo-d1").ShouldBeLessThan(ledger.Names.ToList().LastIndexOf("d1"));
        (await host.EndAsync(inner[0])).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(WorkflowStates.Failed), r => r.Reason.ShouldBe($"The run {id} was run again and does this anew."));

        await AgainAsync(host, id, 4, "s");

        ledger.Effects.Count(e => e.Name == "undo-d1").ShouldBe(3, "it is undone");
    }

    [Fact]
    public async Task The_own_compensation_of_its_node_undoes_all_of_it()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, _) = await CompleteAsync(host, ledger, 1, """ "compensation": { "type": "http_request", "configuration": { "url": "ADDRESS/may/undo-s", "method": "POST" } }, """);
        var done = ledger.Names.Count;
        ledger.Refuse("z", "undo-d1");

        (await AgainAsync(host, id, 2, "z")).Run.ShouldSatisfyAllConditions(r => r.Nodes[1].State.ShouldBe(WorkflowNodeStates.Compensated), r => r.Reason.ShouldNotBeNull().ShouldNotContain("Not undone"));
        ledger.Refuse("undo-d1");
        (await AgainAsync(host, id, 3, null)).Run.State.ShouldBe(WorkflowStates.Completed);

        ledger.Names.Skip(done).Take(3).ShouldBe(["z", "undo-s", "undo-a"]);
        ledger.Names.Skip(done + 3).Order().ShouldBe(["a", "c", "d1", "d2", "z"]);
    }

    [Fact]
    public async Task Where_only_what_comes_after_runs_again_it_stays()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, inner) = await CompleteAsync(host, ledger, 2);
        var done = ledger.Names.Count;

        var (answer, end) = await AgainAsync(host, id, 2, "z");

        ledger.Names.Skip(done).ShouldBe(["z"]);
        answer.Warnings.ShouldNotBeNull().ShouldHaveSingleItem().ShouldStartWith(Kept("s", "s/in/d1", inner));
        end.Warnings.ShouldBe(answer.Warnings);
    }

    [Fact]
    public async Task Inside_one_that_failed_later_it_is_undone_before_that_gives_its_place_to_another()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        ledger.Refuse("d2", "undo-d1");
        var id = (await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [ { "id": "a", {{ledger.Post("count")}} },
                { "id": "s", "type": "sub_workflow", "inputs": { "v": "/results/a/body" }, "configuration": { "workflowId": "mid", "nodes": [
                    { "id": "in", "type": "sub_workflow", "inputs": { "v": "/input/v" }, "configuration": { "workflowId": "deep", "nodes": [
                        { "id": "d1", {{ledger.Post("may/d1")}}, "compensation": { {{ledger.Post("may/undo-d1")}} } }, { "id": "d2", {{ledger.Post("may/d2")}} } ],
                        "edges": [ { "source": "d1", "target": "d2" } ] } },
                    { "id": "x", {{ledger.Post("may/x")}} } ], "edges": [ { "source": "in", "target": "x" } ] } } ],
              "edges": [ { "source": "a", "target": "s" } ] }
            """))).ExecutionId;
        var deep = WorkflowIds.SubWorkflow(new NodeOrigin(WorkflowIds.SubWorkflow(new NodeOrigin(id, 1, 0)), 0, 0));
        ledger.Refuse("undo-d1", "x");
        (await AgainAsync(host, id, 1, null)).Run.Nodes[1].CompensationError.ShouldNotBeNull().ShouldContain($"s/in/d1 in the run {deep}: ");
        ledger.Names.ShouldBe(["d1", "d2", "undo-d1", "d2", "x"]);

        var (_, still) = await AgainAsync(host, id, 2, "a");

        still.Nodes[1].Error.ShouldNotBeNull().ShouldContain($"so that no new one has begun: the compensation of d1 in the run {deep} failed: ");
        ledger.Names.Skip(5).ShouldBe(["undo-d1"]);
        ledger.Refuse();

        (await AgainAsync(host, id, 3, "a")).Run.State.ShouldBe(WorkflowStates.Completed);

        ledger.Effects[6].ShouldBe(("undo-d1", $"{deep}~0~undo"));
        ledger.Names.Skip(7).ShouldBe(["d1", "d2", "x"]);
    }

    public static TheoryData<int> Commits => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Whenever_its_host_dies_another_undoes_it_before_it_begins_anew(int commit)
    {
        await using var ledger = await LedgerServer.StartAsync();
        var doomed = await DoomedHost.StartAsync(redis.Port);
        var (id, inner) = await CompleteAsync(doomed.Host, ledger, 1, retry: "");
        ledger.Refuse("undo-d1");
        await AgainAsync(doomed.Host, id, 2, "s");
        var done = ledger.Names.Count;
        ledger.Refuse();

        await using var rescuer = await doomed.RerunAndDieAsync(id, commit);
        (await rescuer.WaitForAsync(id, r => r.Run == 3 && WorkflowStates.IsEnd(r.State))).State.ShouldBe(WorkflowStates.Completed);

        var rest = ledger.Effects.Skip(done).Distinct().ToList();
        rest.Select(e => e.Name).Order().ShouldBe(["a", "c", "d1", "d2", "undo-d1", "z"]);
        rest.Single(e => e.Name == "undo-d1").Key.ShouldBe($"{inner[^1]}~1~undo");
        rest.FindIndex(e => e.Name == "undo-d1").ShouldBeLessThan(rest.FindIndex(e => e.Name == "d1"));
    }

    /// <summary>It has failed and could not undo d1; then it was mended, run again and completed, with d1 kept.</summary>
    /// <returns>The run, and those inside it, the innermost last.</returns>
    private static async Task<(string Run, IReadOnlyList<string> Inner)> CompleteAsync(WorkflowHost host, LedgerServer ledger, int levels, string own = "", string retry = Once)
    {
        ledger.Refuse("d2", "undo-d1");
        string Post(string path) => $$""" "type": "http_request", {{retry}} "configuration": { "url": "{{ledger.Address}}/{{path}}", "method": "POST" } """;
        string Undone(string name) => $$"""{ "id": "{{name}}", {{Post($"may/{name}")}}, "compensation": { {{Post($"may/undo-{name}")}} } }""";
        var inside = $$"""
            { "workflowId": "deep", "nodes": [ { "id": "c", {{Post("may/c")}} }, {{Undone("d1")}}, { "id": "d2", {{Post("may/d2")}} } ],
              "edges": [ { "source": "c", "target": "d1" }, { "source": "d1", "target": "d2" } ] }
            """;
        for (var level = levels - 1; level > 0; level--)
        {
            inside = $$"""
                { "workflowId": "mid{{level}}", "nodes": [ {{Undone($"m{level}")}}, { "id": "in", "type": "sub_workflow", "inputs": { "x": "/input/x" }, "configuration": {{inside}} } ],
                  "edges": [ { "source": "m{{level}}", "target": "in" } ] }
                """;
        }

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "input": { "x": 1 }, "nodes": [ {{Undone("a")}},
                { "id": "s", {{own.Replace("ADDRESS", ledger.Address, StringComparison.Ordinal)}} "type": "sub_workflow", "inputs": { "x": "/input/x" }, "configuration": {{inside}} },
                { "id": "z", {{Post("may/z")}} } ],
              "edges": [ { "source": "a", "target": "s" }, { "source": "s", "target": "z" } ] }
            """));
        run.State.ShouldBe(WorkflowStates.Failed, run.Reason);
        var m = Middle(levels);
        ledger.Names.ShouldBe(["a", .. m, "c", "d1", "d2", "undo-d1", .. m.AsEnumerable().Reverse().Select(name => $"undo-{name}"), "undo-a"]);
        var inner = new List<string>();
        for (var (of, level) = (run.ExecutionId, 0); level < levels; level++)
            inner.Add(of = WorkflowIds.SubWorkflow(new NodeOrigin(of, 1, 0)));
        ledger.Refuse("undo-d1");
        var (answer, kept) = await AgainAsync(host, run.ExecutionId, 1, null);
        ledger.Names.Skip(6 + (2 * m.Count)).ShouldBe(["a", .. m, "d2", "z"]);
        var path = $"s/{string.Concat(m.Select(_ => "in/"))}d1";
        answer.Warnings.ShouldNotBeNull().ShouldHaveSingleItem().ShouldStartWith(Kept("s", path, inner));
        (kept.State, kept.Warnings.Count).ShouldBe((WorkflowStates.Completed, 1));
        kept.Warnings[0].ShouldStartWith(Kept("s", path, inner));
        kept.Warnings[0].ShouldContain("404");
        return (run.ExecutionId, inner);
    }

    private static List<string> Middle(int levels) => [.. Enumerable.Range(1, levels - 1).Select(l => $"m{l}")];

    private static string Kept(string node, string path, IReadOnlyList<string> inner) =>
        $"{path}, in the run {inner[^1]} inside {node}, is kept as done, but its compensation was tried before and may have undone it: ";

    private static async Task<(WorkflowChanged Answer, WorkflowDetails Run)> AgainAsync(WorkflowHost host, string id, int number, string? from)
    {
        var answer = (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = from }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        return (answer, await host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State)));
    }
}
