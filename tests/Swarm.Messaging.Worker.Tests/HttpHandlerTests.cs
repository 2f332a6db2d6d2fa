using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Worker.Shipped;

namespace Swarm.Messaging.Worker.Tests;

/// <summary>Against a server on loopback that answers what it got.</summary>
public sealed class HttpHandlerTests : IDisposable
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private readonly HttpHandler handler = new();
    private readonly Task serving;
    private volatile string answer = "HTTP/1.1 200 OK\r\n";
    private volatile int size = -1;

    public HttpHandlerTests()
    {
        server.Start();
        serving = ServeAsync();
    }

    private static WorkerTask Order => new("t1", "http", JsonElement.Parse("null"), 1, "key-7", null, new Progress<WorkerProgress>());

    private string Url => $"http://{server.LocalEndpoint}/x";

    public void Dispose()
    {
        handler.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task A_body_is_posted_with_its_headers_and_the_key_of_the_task()
    {
        var got = await RunAsync(new(null, Url, new Dictionary<string, string> { ["X-A"] = "1", ["Content-Type"] = "text/plain" }, "hello", null, null));

        got.Status.ShouldBe(200);
        got.Body.ShouldStartWith("POST /x ");
        foreach (var expected in new[] { "X-A: 1", "Content-Type: text/plain", "Idempotency-Key: key-7" })
            got.Body.ShouldContain(expected);
    }

    [Theory]
    [InlineData("404 Not Found", "http_refused", false)]
    [InlineData("503 Unavailable", "http_error", true)]
    [InlineData("429 Too Many", "http_error", true)]
    public async Task An_answer_that_is_none_fails_the_task(string status, string code, bool retryable)
    {
        answer = $"HTTP/1.1 {status}\r\n";

        await FailsAsync(new(null, Url, null, null, null, null), code, retryable);
    }

    [Fact]
    public async Task An_answer_in_a_charset_that_nobody_knows_is_read_as_utf8()
    {
        answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=klingon-1\r\n";

        (await RunAsync(new("POST", Url, null, "häuser", null, null))).Body.ShouldEndWith("häuser");
    }

    [Fact]
    public async Task A_cookie_of_one_task_does_not_go_along_with_another()
    {
        answer = "HTTP/1.1 200 OK\r\nSet-Cookie: session=secret; Path=/\r\n";
        await RunAsync(new(null, Url, null, null, null, null));

        (await RunAsync(new(null, Url, null, null, null, null))).Body.ShouldNotContain("secret");
    }

    [Fact]
    public async Task An_answer_that_cannot_be_a_result_is_not_asked_for_again()
    {
        size = 2_000_000;

        await FailsAsync(new("POST", Url, null, "x", null, null), "response_too_large", false);
    }

    [Theory]
    [InlineData("BOGUS METHOD", null, null, null)]
    [InlineData("", null, null, null)]
    [InlineData("GET", "X-A", "a\r\nB: c", null)]
    [InlineData("GET", "Content-Type", "text/plain", null)]
    [InlineData("POST", null, null, "no type")]
    public async Task What_no_request_can_have_is_refused(string method, string? header, string? value, string? contentType) => await FailsAsync(
        new(method, Url, header is null ? null : new Dictionary<string, string> { [header] = value! }, contentType is null ? null : "x", contentType, null),
        "invalid_payload",
        false);

    private async Task FailsAsync(HttpPayload payload, string code, bool retryable)
    {
        var failure = await Should.ThrowAsync<WorkerTaskException>(() => RunAsync(payload));
        (failure.Code, failure.Retryable).ShouldBe((code, retryable), failure.Message);
    }

    private Task<HttpAnswer> RunAsync(HttpPayload payload) => handler.RunAsync(payload, Order, default);

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await server.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            using (client)
            {
                var buffer = new byte[64 * 1024];
                var read = await client.GetStream().ReadAsync(buffer);
                var body = size < 0 ? buffer[..read] : new byte[size];
                try
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{answer}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n"));
                    await client.GetStream().WriteAsync(body);
                }
                catch (IOException)
                {
                    // It had enough.
                }
            }
        }
    }
}
