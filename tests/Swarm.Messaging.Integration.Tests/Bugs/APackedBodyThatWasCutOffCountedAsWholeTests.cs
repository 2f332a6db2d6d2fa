using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Half of a body that was packed with gzip, deflate or br was the whole result, and the node succeeded with it. What says gzip and is none was "The archive entry was
/// compressed using an unsupported compression method", and a node that asked for no packing asked for all of them besides.
/// </summary>
public sealed class APackedBodyThatWasCutOffCountedAsWholeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private static readonly string Csv = string.Join('\n', Enumerable.Range(0, 4_000).Select(i => $"{i},{i * 7919 % 10_007}"));

    private RawServer server = null!;
    private WorkflowHost host = null!;
    private byte[] sent = [];
    private string head = "";

    public async Task InitializeAsync()
    {
        server = new RawServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n{head}Content-Length: {sent.Length}\r\n\r\n{Encoding.Latin1.GetString(sent)}");
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1"));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("deflate", "zlib")]
    [InlineData("deflate", "deflate")]
    [InlineData("br")]
    public async Task What_is_whole_is_taken_and_what_is_cut_off_is_tried_again_and_counted(string encoding, string? packing = null)
    {
        var whole = Pack(packing ?? encoding);
        head = $"Content-Encoding: {encoding}\r\n";

        foreach (var bytes in (byte[][])[whole, [.. whole, 1, 2, 3]])
        {
            var run = await AskAsync(bytes);
            run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
            var result = run.Results["call"].Data!.Value;
            result.GetProperty("body").GetString().ShouldBe(Csv);
            result.GetProperty("headers").EnumerateObject().Select(h => h.Name).ShouldBe(["content-type"]);
        }

        foreach (var length in (int[])[1, 2, 12, whole.Length / 2, whole.Length - 4, whole.Length - 1])
        {
            var node = (await AskAsync(whole[..length])).Nodes.ShouldHaveSingleItem();
            (node.State, node.ErrorType, node.Attempts).ShouldBe((WorkflowNodeStates.Failed, "http_error", 2), $"{length} of {whole.Length} bytes");
            node.Error!.ShouldContain($"ended before its {(encoding == "x-gzip" ? "gzip" : encoding)} was whole");
            node.Error!.ShouldContain("was answered 200, and the answer broke off");
            var breakers = host.Spine.Get<NodeBreakers>();
            var breaker = (await breakers.ListAsync(100, CancellationToken.None)).ShouldHaveSingleItem();
            breaker.Failures.ShouldBe(2);
            await AskAsync(whole);
        }
    }

    [Fact]
    public async Task Members_of_gzip_that_follow_each_other_are_one_body()
    {
        head = "Content-Encoding: gzip\r\n";
        var one = Pack("gzip");

        (await AskAsync([.. one, .. one])).Results["call"].Data!.Value.GetProperty("body").GetString().ShouldBe(Csv + Csv);
        (await AskAsync([.. one, .. one[..^1]])).State.ShouldBe(WorkflowStates.Failed);
    }

    [Fact]
    public async Task No_bytes_are_a_whole_body()
    {
        head = "Content-Encoding: gzip\r\n";

        (await AskAsync([])).Results["call"].Data!.Value.GetProperty("body").GetString().ShouldBe("");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_is_not_packed_so_is_told_as_it_is(string encoding)
    {
        head = $"Content-Encoding: {encoding}\r\n";

        var node = (await AskAsync("no such thing, but a text"u8.ToArray())).Nodes.ShouldHaveSingleItem();

        (node.ErrorType, node.Attempts).ShouldBe(("bad_data", 1));
        node.Error!.ShouldContain($"it says {encoding}, and the body is not packed so");
    }

    [Theory]
    [InlineData("", "gzip, deflate, br")]
    [InlineData(""", "headers": { "Accept-Encoding": "identity" }""", "identity")]
    public async Task What_is_asked_for_is_what_the_node_says(string headers, string asked)
    {
        (await AskAsync([], headers)).State.ShouldBe(WorkflowStates.Completed);

        server.Asked.ShouldHaveSingleItem().Head.Split('\n').ShouldContain($"Accept-Encoding: {asked}");
    }

    private static byte[] Pack(string packing)
    {
        using var packed = new MemoryStream();
        using (Stream stream = packing switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "zlib" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
            stream.Write(Encoding.UTF8.GetBytes(Csv));
        return packed.ToArray();
    }

    private Task<WorkflowDetails> AskAsync(byte[] bytes, string headers = "")
    {
        sent = bytes;
        return host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "call", "nodes": [ { "id": "call", "type": "http_request", "retry": { "maxAttempts": 2 }, "configuration": { "url": "http://{{server.Authority}}/"{{headers}} } } ] }
            """));
    }
}
