using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node whose run was stopped while its request was under way had a new idempotency key when the run was run again: whoever had done it by then did it once more, and could not tell.</summary>
public sealed class WhatWasCutOffWasDoneTwiceByARerunTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_tried_again_under_the_key_that_was_cut_off_until_it_is_done(bool isInside)
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);
        var pay = $$""" "id": "pay", {{server.Post("may/pay")}} """;
        var held = server.Hold("pay");
        var run = (await host.SubmitAsync(WorkflowHost.Parse($$"""{ "workflowId": "w", "nodes": [ { {{(isInside ? $$""" "id": "pay", "type": "sub_workflow", "configuration": { "workflowId": "in", "nodes": [ { {{pay}} } ] } """ : pay)}} } ] }"""))).ExecutionId;
        await CancelAsync(1);
        held = server.Hold("pay");
        await AgainAsync(1);
        await CancelAsync(2);
        server.Held.Clear();
        await AgainAsync(2);
        (await EndAsync()).State.ShouldBe(WorkflowStates.Completed);
        await AgainAsync(3, "pay");
        (await EndAsync()).State.ShouldBe(WorkflowStates.Completed);

        var keys = Keys(server);
        keys.Count.ShouldBe(4);
        keys.Take(3).Distinct().ShouldHaveSingleItem();
        keys[3].ShouldNotBe(keys[0], "it was done, and is asked for anew");

        async Task CancelAsync(int sent)
        {
            await Eventually.HoldsAsync(() => Keys(server).Count == sent, "the request is under way");
            (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
            (await EndAsync()).State.ShouldBe(WorkflowStates.Cancelled);
            held.SetResult();
        }

        async Task AgainAsync(int number, string? node = null)
        {
            (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run, NodeId = node }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
            await host.WaitForAsync(run, r => r.Run == number);
        }

        Task<WorkflowDetails> EndAsync() => host.EndAsync(run);
    }

    [Theory]
    [InlineData(""" "timeoutMs": 1000, """, "")]
    [InlineData("", """, "timeoutMs": 1000""")]
    public async Task So_is_what_had_no_more_time(string ofTheRun, string ofTheNode)
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);
        var held = server.Hold("pay");
        var run = await host.RunAsync(Workflow(server, ofTheRun, ofTheNode));
        run.State.ShouldBe(WorkflowStates.Failed);
        held.SetResult();

        await AgainAsync(host, run.ExecutionId, 1);

        Keys(server).ShouldBe([$"{run.ExecutionId}~0", $"{run.ExecutionId}~0"]);
    }

    [Fact]
    public async Task What_failed_by_an_answer_has_a_key_of_its_own()
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);
        var held = server.Hold("pay");
        var run = (await host.SubmitAsync(Workflow(server))).ExecutionId;
        await Eventually.HoldsAsync(() => Keys(server).Count == 1, "the request is under way");
        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        await host.EndAsync(run);
        held.SetResult();
        server.Refuse("pay");

        await AgainAsync(host, run, 1);
        await AgainAsync(host, run, 2);

        Keys(server).ShouldBe([$"{run}~0", $"{run}~0", $"{run}~0~2"], "it was refused under the key of the first, so that one was not done");
    }

    private static SubmitWorkflow Workflow(LedgerServer server, string ofTheRun = "", string ofTheNode = "") => WorkflowHost.Parse(
        $$"""{ "workflowId": "w", {{ofTheRun}} "nodes": [ { "id": "pay", {{server.Post("may/pay")}} {{ofTheNode}} } ] }""");

    private static List<string> Keys(LedgerServer server) => [.. server.Effects.Select(e => e.Key)];

    private static async Task AgainAsync(WorkflowHost host, string run, int number)
    {
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        await host.WaitForAsync(run, r => r.Run == number && WorkflowStates.IsEnd(r.State));
    }
}
