using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>Does operations by calls, each with its client's credentials, and hands back what every answer says of the budget.</summary>
internal sealed class RestRunner : IOperationRunner, IDisposable
{
    private const int ShownBody = 300;
    private const long MaxAnswerBytes = 8 * 1024 * 1024;

    private readonly IReadOnlyDictionary<string, RestOperation> operations;
    private readonly RestConnection connection;
    private readonly CredentialFile credentials;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly CredentialTrust trust = new();
    private readonly UnreadableHeaders unreadable;

    public RestRunner(CrmAgentOptions options, CredentialFile credentials, TimeProvider time, ILogger<RestRunner> log)
    {
        unreadable = new UnreadableHeaders(time, log);
        (operations, connection) = RestReader.Read(Path.Combine(options.Operations, "rest"));
        (this.credentials, this.time) = (credentials, time);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = options.BaseAddress, Timeout = options.CallTimeout,
        };
    }

    public IReadOnlyCollection<Operation> Operations => [.. operations.Values];

    public TimeSpan AnswerTimeout => http.Timeout;

    public async Task<AgentResult> RunAsync(OperationCall call, EffectAttempt attempt, CancellationToken cancellation)
    {
        var answer = await SendAsync(((RestOperation)call.Operation).Call, call.Values(), call.Client, call.Operation.Name, attempt.Intend, cancellation).ConfigureAwait(false);
        if (answer.NotDone)
            attempt.NotDone();
        if (!answer.IsUnanswered)
            attempt.Answered();
        return answer.Failure is { } failure
            ? new AgentResult.Failed(failure) { RateLimit = answer.RateLimit }
            : new AgentResult.Succeeded(answer.IsUnread ? answer.Body : Result(((RestOperation)call.Operation).Call, answer.Body)) { RateLimit = answer.RateLimit };
    }

    public async Task<EffectVerdict> VerifyAsync(OperationCall call, DateTimeOffset since, CancellationToken cancellation)
    {
        var verify = ((RestOperation)call.Operation).Verify!;
        var answer = await SendAsync(verify.Call, call.Values().With("since", since.ToString("O")), call.Client, $"{call.Operation.Name}, verify", () => { }, cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure)
            return new EffectVerdict.Unknown(failure.Message) { Login = failure.Type == SessionTrouble.LoginFailed ? failure : null };
        if (answer.IsUnread)
            return new EffectVerdict.Unknown($"the answer is longer than the {MaxAnswerBytes} bytes that are read");
        return JsonPointer.Find(answer.Body, verify.Done) is { } found ? new EffectVerdict.Done(Result(verify.Call, found)) : new EffectVerdict.NotDone();
    }

    public int Together(Operation operation) => ((RestOperation)operation).Bulk?.Most ?? 1;

    public async Task<IReadOnlyList<(AgentResult Result, bool NotDone)>> RunTogetherAsync(IReadOnlyList<OperationCall> calls, CancellationToken cancellation)
    {
        var bulk = ((RestOperation)calls[0].Operation).Bulk!;
        var items = new JsonArray([.. calls.Select(c => bulk.Item.Fill(c.Values()))]);
        var answer = await SendAsync(bulk.Call, calls[0].Values().With("items", JsonSerializer.SerializeToElement(items)), calls[0].Client, $"{calls[0].Operation.Name}, bulk", () => { }, cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure)
            return [.. calls.Select(_ => ((AgentResult)new AgentResult.Failed(failure) { RateLimit = answer.RateLimit }, answer.NotDone))];
        var list = JsonPointer.Find(answer.Body, bulk.Items) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray().ToList() : [];
        return [.. calls.Select((_, i) => i < list.Count ? One(bulk, list[i], answer.RateLimit) : (AgentResult.Fail("bad_answer", $"The answer has {list.Count} items for {calls.Count}."), false))];
    }

    public void Dispose() => http.Dispose();

    /// <summary>Only a word of the service says that an item was not done: one of which it says nothing may have been.</summary>
    internal static (AgentResult Result, bool NotDone) One(RestBulk bulk, JsonElement item, RateLimitFeedback? limit)
    {
        var (ok, error) = (JsonPointer.Find(item, bulk.Ok)?.ValueKind, JsonPointer.Find(item, bulk.Error));
        if (ok == JsonValueKind.True)
            return (new AgentResult.Succeeded(Result(bulk.Call, item)) { RateLimit = limit }, false);
        if (ok != JsonValueKind.False && error is null)
            return (AgentResult.Fail("bad_answer", $"The answer says neither at {bulk.Ok} that this was done nor at {bulk.Error} why not.") with { RateLimit = limit }, false);
        var why = error is { } said ? TemplateValues.Text(said) : "The service gave no reason.";
        return (AgentResult.Fail("refused", why, retryable: false) with { RateLimit = limit }, true);
    }

    /// <summary>With the client's credentials. When the service refuses these and others stand in the file by now, it is asked with those, once: a refusal has no effect.</summary>
    /// <param name="operation">What the service may refuse them for, though they are good.</param>
    private async Task<RestAnswer> SendAsync(RestCall call, TemplateValues values, string client, string operation, Action intend, CancellationToken cancellation)
    {
        try
        {
            var secret = credentials.Of(client);
            for (var isFirst = true; ; isFirst = false)
            {
                if (secret is not { } known)
                    return RestAnswer.Failed("no_credentials", $"There are no credentials for client {client}.", retryable: false, notDone: true);
                var (begun, used) = (trust.Begin(), known.GetRawText());
                var answer = await AskAsync(call, client, values, known, intend, cancellation).ConfigureAwait(false);
                if (answer.Failure is null)
                    trust.Accepted(client, used, operation, begun);
                if (!answer.IsLoggedOut)
                    return answer;
                secret = credentials.Of(client);
                if (isFirst && secret?.GetRawText() != used)
                    continue;
                return trust.IsRefused(client, used, operation)
                    ? answer with { Failure = SessionTrouble.Of($"The service refuses the credentials of client {client}; mend them in the credentials file, which is read again. {answer.Failure!.Message}") }
                    : answer;
            }
        }
        catch (InvalidDataException e)
        {
            return RestAnswer.Failed("no_credentials", e.Message, retryable: true, notDone: true);
        }
    }

    private async Task<RestAnswer> AskAsync(RestCall call, string client, TemplateValues values, JsonElement secret, Action intend, CancellationToken cancellation)
    {
        var shown = $"{call.Method} {call.Path.Show(values, Escapes.Url)}";
        try
        {
            using var request = Request(call, values, values.With("credentials", secret));
            intend();
            // Of the answer, too: its time and its size are bounded by us, for what it says of the status counts before all of it is there.
            using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timed.CancelAfter(http.Timeout);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timed.Token).ConfigureAwait(false);
            var text = await TextAsync(response.Content, timed.Token).ConfigureAwait(false);
            var limit = RateLimitHeaders.Read(response, connection.LimitKey?.Fill(values, Escapes.None), time.GetUtcNow(), (header, fault) => unreadable.Tell(header, fault, credentials.SecretsOf(client)));
            if (text is null && call.IsSuccess((int)response.StatusCode))
                return new RestAnswer(ResultBound.Unread(response.Content.Headers.ContentLength, MaxAnswerBytes), null, false, limit) { IsUnread = true };
            var answer = Judged(call, shown, (int)response.StatusCode, text ?? $"more than {MaxAnswerBytes} bytes", credentials.SecretsOf(client), limit);
            return answer with { IsLoggedOut = answer.Failure is not null && connection.LoggedOut.Contains((int)response.StatusCode) };
        }
        catch (UnfitValueException e)
        {
            return RestAnswer.Failed("bad_input", e.Message, retryable: false, notDone: true);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
            || e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable })
        {
            return RestAnswer.Failed("unreachable", $"{http.BaseAddress} could not be reached: {e.Message}", retryable: true, notDone: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return RestAnswer.Failed("no_answer", $"{shown} had no answer: {e.Message}", retryable: true, notDone: false) with { IsUnanswered = true };
        }
    }

    /// <returns>Null when it is longer than what is read.</returns>
    private static async Task<string?> TextAsync(HttpContent content, CancellationToken cancellation)
    {
        try
        {
            await content.LoadIntoBufferAsync(MaxAnswerBytes, cancellation).ConfigureAwait(false);
            return await content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(RestCall call, TemplateValues values, TemplateValues secrets)
    {
        var path = call.Path.FillAddress(values);
        var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(http.BaseAddress!.AbsoluteUri.TrimEnd('/') + path));
        try
        {
            foreach (var (name, value) in connection.Headers)
                request.Headers.TryAddWithoutValidation(name, value.Fill(secrets, Escapes.Header));
            foreach (var (name, value) in call.Headers)
                request.Headers.TryAddWithoutValidation(name, value.Fill(values, Escapes.Header));
            if (call.Body is { } body)
                request.Content = new StringContent(body.Fill(values)?.ToJsonString() ?? "null", Encoding.UTF8, "application/json");
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static RestAnswer Judged(RestCall call, string shown, int status, string text, Secrets secrets, RateLimitFeedback? limit)
    {
        if (call.IsSuccess(status))
        {
            try
            {
                return new RestAnswer(text.Length == 0 ? null : JsonElement.Parse(text), null, false, limit);
            }
            catch (JsonException e)
            {
                return RestAnswer.Failed("bad_answer", $"{shown} was answered {status} with what is no JSON: {e.Message}", retryable: true, notDone: false) with { RateLimit = limit };
            }
        }

        // Before it is cut: half a secret would not be found.
        text = secrets.Hide(text);
        var message = $"{shown} was answered {status}: {(text.Length > ShownBody ? text[..ShownBody] : text)}";
        return status switch
        {
            429 => RestAnswer.Failed("rate_limited", message, retryable: true, notDone: true),
            401 or 403 => RestAnswer.Failed("not_authorised", message, retryable: false, notDone: true),
            408 or 425 => RestAnswer.Failed("server_error", message, retryable: true, notDone: false),
            >= 400 and < 500 => RestAnswer.Failed("refused", message, retryable: false, notDone: true),
            _ => RestAnswer.Failed("server_error", message, retryable: true, notDone: false),
        } with
        { RateLimit = limit, IsUnanswered = status is 408 or 504 };
    }

    private static JsonElement? Result(RestCall call, JsonElement? body) => call.Result.Count == 0 ? body
        : JsonSerializer.SerializeToElement(call.Result.ToDictionary(r => r.Name, r => JsonPointer.Find(body, r.Pointer)));
}
