using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>Speaks to a host's API as any program would: bytes and JSON, none of our types.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient http;

    public Api(Uri address, string? token)
    {
        http = new HttpClient { BaseAddress = address };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http => http;

    public async Task<Reply> GetAsync(string path) => await Reply.OfAsync(await http.GetAsync(path));

    public Task<Reply> PostAsync(string path, string body) => PostAsync(path, Encoding.UTF8.GetBytes(body));

    public async Task<Reply> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await Reply.OfAsync(await http.SendAsync(request));
    }

    public void Dispose() => http.Dispose();

    internal sealed record Reply(HttpStatusCode Status, JsonElement Json)
    {
        public string this[string field] => Json.GetProperty(field).ToString();

        /// <summary>The first violation as field, value and rule.</summary>
        public (string Field, string? Value, string Rule) Violation
        {
            get
            {
                var first = Json.GetProperty("violations")[0];
                return (first.GetProperty("field").GetString()!,
                    first.TryGetProperty("value", out var value) ? value.GetString() : null, first.GetProperty("rule").GetString()!);
            }
        }

        public static async Task<Reply> OfAsync(HttpResponseMessage response)
        {
            var text = await response.Content.ReadAsStringAsync();
            response.Dispose();
            return new Reply(response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
        }
    }
}
