import HTTP

/// A page of the sandbox.
enum Page {
  static func html(_ title: String, _ body: String, status: Status = .ok) -> Response {
    let text = """
      <!doctype html>
      <html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.escapedForHTML)</title><style>\(style)</style></head>
      <body><main><h1>\(title.escapedForHTML)</h1>
      \(body)
      </main></body></html>
      """
    // A form leads on to the application's own address, which may be any.
    return Response(status, .bytes(Bytes(text)), type: .html).header(
      ContentPolicy.name,
      "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'; frame-ancestors 'none'")
  }

  static func message(_ title: String, _ text: String, status: Status) -> Response {
    html(title, "<p>\(text.escapedForHTML)</p>", status: status)
  }

  /// As a machine between client and server writes it.
  static func bare(_ text: String, status: Status) -> Response {
    Response(status, .bytes(Bytes("<html><body>\(text)</body></html>\n")), type: .html)
  }

  static func redirect(_ address: String) -> Response { Response(302).header("Location", address) }

  private static let style = """
    :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:1rem}
    main{max-width:60rem;margin:auto}label{display:block;padding:.4rem 0}input,button,select{font:inherit}
    input:not([type=radio]):not([type=hidden]),select{padding:.5rem;max-width:100%}
    button{padding:.7rem 1.2rem;min-height:44px}.notice{border-left:4px solid #b36b00;padding-left:.8rem}
    .fault{color:#b00020}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;
    border-bottom:1px solid #8886;overflow-wrap:anywhere}form.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}
    """
}
