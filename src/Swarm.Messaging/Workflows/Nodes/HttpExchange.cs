using System.Globalization;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>One request and what became of it, for the types of node that speak HTTP.</summary>
internal static class HttpExchange
{
    public const int MaxBodyBytes = 1_000_000;

    private static readonly HttpMethod[] Repeatable = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Options];

    /// <param name="judge">What the answer comes to; called with status, headers and body.</param>
    public static async Task<ExecutionOutcome> RunAsync(
        NodeHttp http, HttpRequestMessage request, NodeExecution execution, Func<HttpResponseMessage, byte[], ExecutionOutcome> judge, CancellationToken cancellation)
    {
        var destination = HttpRequest.Destination(request.RequestUri!);
        try
        {
            return await SendAsync(http, request, execution.Key, judge, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // A redirect changes the request's address.
            execution.SentOnTo = HttpRequest.Destination(request.RequestUri!) is var last && string.Equals(last, destination, StringComparison.OrdinalIgnoreCase) ? null : last;
        }
    }

    private static async Task<ExecutionOutcome> SendAsync(
        NodeHttp http, HttpRequestMessage request, string key, Func<HttpResponseMessage, byte[], ExecutionOutcome> judge, CancellationToken cancellation)
    {
        if (!Repeatable.Contains(request.Method) && !request.Headers.Contains("Idempotency-Key"))
            request.Headers.Add("Idempotency-Key", key);
        // Without content the connection asks up to four times when it is closed without an answer.
        if (!Repeatable.Contains(request.Method))
            request.Content ??= new ByteArrayContent([]);
        int? status = null;
        try
        {
            using var answer = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (Redirects.Target(request.RequestUri!, answer) is { } other && !Redirects.IsHttp(other))
            {
                return new ExecutionOutcome.Failed(
                    "bad_redirect", $"{request.Method} {ShownAddress.Of(request.RequestUri!)} was answered {(int)answer.StatusCode} {answer.ReasonPhrase} to {ShownAddress.Of(other)}, which was not followed: only http:// and https:// are.",
                    null, Retryable: false);
            }

            status = (int)answer.StatusCode;
            return await ReadAsync(answer, cancellation).ConfigureAwait(false) is { } body
                ? judge(answer, body)
                : new ExecutionOutcome.Failed("response_too_large", $"{ShownAddress.Of(request.RequestUri!)} answers with more than {MaxBodyBytes} bytes, and no more are kept.", null, Retryable: false);
        }
        catch (InvalidDataException e)
        {
            return new ExecutionOutcome.Failed(
                "bad_data", $"{request.Method} {ShownAddress.Of(request.RequestUri!)} was answered with a body that is not what its Content-Encoding says: {e.Message}", null, Retryable: false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && e is HttpRequestException or TaskCanceledException or IOException or InternalHostException)
        {
            return Unreachable(request, e, http.Client.Timeout, status);
        }
    }

    public static ExecutionOutcome Refused(HttpRequestMessage request, HttpResponseMessage answer, byte[] body)
    {
        var status = (int)answer.StatusCode;
        var said = HttpText.Of(answer, body.AsSpan(0, Math.Min(body.Length, 300)));
        return new ExecutionOutcome.Failed(
            $"http_{status}", $"{request.Method} {ShownAddress.Of(request.RequestUri!)} was answered {status} {answer.ReasonPhrase}{NotFollowed(request.RequestUri!, answer)}{(string.IsNullOrWhiteSpace(said) ? "" : $": {said}")}",
            null, TransientErrors.IsStatus(status));
    }

    /// <summary>A redirect that is the answer was not followed; the status alone does not say why.</summary>
    private static string NotFollowed(Uri from, HttpResponseMessage answer)
    {
        if (!Redirects.IsRedirect(answer.StatusCode))
            return "";
        if (Redirects.Target(from, answer) is not { } to)
            return answer.Headers.NonValidated.Contains("Location") ? " to a Location that is no address" : " without a Location to follow";
        var why = Redirects.IsOpened(from, to) ? "what was asked by https is not asked without it" : $"it was sent on {NodeHttp.MaxRedirects} times already";
        return $" to {ShownAddress.Of(to)}, which was not followed: {why}";
    }

    /// <summary>JSON where it is said to be and is; else a text.</summary>
    public static JsonElement Body(HttpResponseMessage answer, byte[] body)
    {
        if (answer.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true)
        {
            try
            {
                return JsonElement.Parse(HttpText.Of(answer, body));
            }
            catch (JsonException)
            {
                // Said to be, and is not: what came is shown as it is.
            }
        }

        return JsonSerializer.SerializeToElement(HttpText.Of(answer, body));
    }

    public static HttpContent Json(JsonElement body) => new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");

    /// <param name="status">Of an answer that had begun.</param>
    private static ExecutionOutcome Unreachable(HttpRequestMessage request, Exception e, TimeSpan most, int? status)
    {
        if ((e as InternalHostException ?? e.InnerException as InternalHostException) is { } kept)
            return new ExecutionOutcome.Failed("internal_host", kept.Message, null, Retryable: false);
        var code = TransientErrors.Code(e);
        var message = $"{request.Method} {ShownAddress.Of(request.RequestUri!)} was {(status is null ? "not answered" : $"answered {status}, and the answer broke off")}{(code is null ? "" : $" ({code})")}: {Said(e, most)}";
        return new ExecutionOutcome.Failed(code?.ToLowerInvariant() ?? "http_error", message, null, code is not null || TransientErrors.Is(null, e.Message) || TransientErrors.IsBroken(e));
    }

    /// <summary>What .NET says outermost may only point at its cause, or speak of itself.</summary>
    private static string Said(Exception e, TimeSpan most)
    {
        if (e is TaskCanceledException)
            return string.Create(CultureInfo.InvariantCulture, $"there was no answer within {most.TotalSeconds:0.###} s");
        while (e.InnerException is { } cause && (e.Message.Contains("see inner exception", StringComparison.Ordinal) || e.Message.StartsWith("An error occurred while sending", StringComparison.Ordinal)))
            e = cause;
        return e.Message;
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentLength > MaxBodyBytes && !AnswerBody.IsPacked(answer.Content.Headers))
            return null;
        var body = await AnswerBody.OpenAsync(answer.Content, cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            var part = new byte[16 * 1024];
            while (await body.ReadAsync(part, cancellation).ConfigureAwait(false) is var read and > 0)
            {
                if (bytes.Length + read > MaxBodyBytes)
                    return null;
                bytes.Write(part, 0, read);
            }

            return bytes.ToArray();
        }
    }
}
